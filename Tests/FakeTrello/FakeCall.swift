import FakeTrackerKit
import HTTPKit
import HTTPTypes
import Primitives

/// One call, taken apart.
struct FakeCall: Sendable {
    let method: HTTPRequest.Method
    /// Path and query below the prefix.
    let target: String
    /// The raw segments of the path.
    let segments: [String]
    let headers: HeaderFields
    /// What the call names: in the query, in a JSON body or in a form, which Trello takes alike.
    var arguments: [String: JSON]
    /// The file of a form.
    let file: FakeBody.File?
    /// Whether there was a body that is none of these.
    let isMalformed: Bool
    let now: Timestamp
    /// Who asks.
    var account: FakeAccount?
    /// The token that asks.
    var token = ""
    /// What the route's variable segments matched, decoded.
    var parameters: [String] = []

    init(_ request: Request, body bytes: [UInt8], prefix: String, now: Timestamp) {
        method = request.method
        headers = request.headers
        let path = request.path.hasPrefix(prefix + "/") ? String(request.path.dropFirst(prefix.count)) : request.path
        target = request.query.isEmpty ? path : "\(path)?\(request.query.raw)"
        segments = path.split(separator: "/").map(String.init)
        let body = FakeBody(bytes, contentType: request.headers[.contentType])
        let query = Dictionary(request.query.items.map { ($0.name, JSON.string($0.value)) }) { $1 }
        arguments = query.merging(body.json.objectValue ?? [:]) { $1 }
        file = body.files["file"]
        isMalformed = body.isMalformed
        self.now = now
    }

    /// A parameter of the route.
    subscript(index: Int) -> String { parameters[index] }

    /// Whether an argument is named.
    func names(_ name: String) -> Bool { arguments[name] != nil }

    /// This call with other arguments, and with the first parameters of its route.
    func naming(_ arguments: [String: JSON]) -> FakeCall {
        var call = self
        call.arguments = arguments
        return call
    }

    /// A text.
    func string(_ name: String) -> String? { arguments[name]?.stringValue }

    /// A boolean, as JSON or as text.
    func bool(_ name: String) throws(FakeFailure) -> Bool? {
        guard let value = arguments[name], !value.isNull else { return nil }
        if let bool = value.boolValue { return bool }
        switch value.stringValue {
        case "true": return true
        case "false": return false
        default: throw .invalid(name)
        }
    }

    /// Identifiers, separated by commas or as a list.
    func identifiers(_ name: String) throws(FakeFailure) -> [String]? {
        guard let value = arguments[name], !value.isNull else { return nil }
        let found =
            value.arrayValue?.compactMap(\.stringValue)
            ?? (value.stringValue ?? "").split(separator: ",").map(String.init)
        guard found.allSatisfy(\.isObjectID) else { throw .invalid(name) }
        return found
    }

    /// A number within bounds.
    func number(_ name: String, default standard: Int, upTo limit: Int) throws(FakeFailure) -> Int {
        guard let value = arguments[name] else { return standard }
        let number = value.integerValue.map { Int($0) } ?? value.stringValue.flatMap { Int($0) }
        guard let number, (0...limit).contains(number) else { throw .invalid(name) }
        return number
    }

    /// A text of at most so many characters.
    func text(_ name: String) throws(FakeFailure) -> String? {
        guard let value = arguments[name], !value.isNull else { return nil }
        guard let text = value.stringValue, text.utf16.count <= 16384 else { throw .invalid(name) }
        return text
    }

    /// The names of wanted fields; nil for all.
    var fields: Set<String>? {
        guard let text = string("fields"), text != "all" else { return nil }
        return Set(text.split(separator: ",").map(String.init))
    }
}

extension String {
    /// Whether it is an identifier: twelve bytes in hexadecimal.
    var isObjectID: Bool { utf8.count == 24 && allSatisfy { $0.isHexDigit && !$0.isUppercase } }
    /// Whether it is the short name of a board or card.
    var isShortLink: Bool { utf8.count == 8 && allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) } }
}

extension JSON {
    /// An object without the members that were not asked for; `id` is always there.
    func only(_ fields: Set<String>?) -> JSON {
        guard let fields, let members = objectValue else { return self }
        return .object(members.filter { $0.key == "id" || fields.contains($0.key) })
    }
}
