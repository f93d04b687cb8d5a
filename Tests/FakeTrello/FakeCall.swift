import FakeTrackerKit
import HTTPKit
import HTTPTypes
import Primitives

/// A parsed API call.
struct FakeCall: Sendable {
    let method: HTTPRequest.Method
    /// The path and query below the prefix.
    let target: String
    /// The raw segments of the path.
    let segments: [String]
    let headers: HeaderFields
    /// The arguments from the query, a JSON body or a form, which Trello treats alike.
    var arguments: [String: JSON]
    /// The file in a form.
    let file: FakeBody.File?
    /// Whether the body has an unsupported or invalid format.
    let isMalformed: Bool
    let now: Timestamp
    /// The authenticated account.
    var account: FakeAccount?
    /// The token of the call.
    var token = ""
    /// The values of the route's wildcards, percent-decoded.
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

    /// The value of a route wildcard.
    subscript(index: Int) -> String { parameters[index] }

    /// Whether an argument is present.
    func names(_ name: String) -> Bool { arguments[name] != nil }

    /// A copy of the call with other arguments.
    func naming(_ arguments: [String: JSON]) -> FakeCall {
        var call = self
        call.arguments = arguments
        return call
    }

    func string(_ name: String) -> String? { arguments[name]?.stringValue }

    /// A boolean argument, as JSON or as text.
    func bool(_ name: String) throws(FakeFailure) -> Bool? {
        guard let value = arguments[name], !value.isNull else { return nil }
        if let bool = value.boolValue { return bool }
        switch value.stringValue {
        case "true": return true
        case "false": return false
        default: throw .invalid(name)
        }
    }

    /// Ids, separated by commas or in an array.
    func identifiers(_ name: String) throws(FakeFailure) -> [String]? {
        guard let value = arguments[name], !value.isNull else { return nil }
        let found =
            value.arrayValue?.compactMap(\.stringValue)
            ?? (value.stringValue ?? "").split(separator: ",").map(String.init)
        guard found.allSatisfy(\.isObjectID) else { throw .invalid(name) }
        return found
    }

    /// A number from 0 to `limit`.
    func number(_ name: String, default standard: Int, upTo limit: Int) throws(FakeFailure) -> Int {
        guard let value = arguments[name] else { return standard }
        let number = value.integerValue.map { Int($0) } ?? value.stringValue.flatMap { Int($0) }
        guard let number, (0...limit).contains(number) else { throw .invalid(name) }
        return number
    }

    /// A text of at most 16,384 UTF-16 code units.
    func text(_ name: String) throws(FakeFailure) -> String? {
        guard let value = arguments[name], !value.isNull else { return nil }
        guard let text = value.stringValue, text.utf16.count <= 16384 else { throw .invalid(name) }
        return text
    }

    /// The names of the requested fields; nil for all.
    var fields: Set<String>? {
        guard let text = string("fields"), text != "all" else { return nil }
        return Set(text.split(separator: ",").map(String.init))
    }
}

extension String {
    /// Whether the text is an object id: twelve bytes in hexadecimal.
    var isObjectID: Bool { utf8.count == 24 && allSatisfy { $0.isHexDigit && !$0.isUppercase } }
    /// Whether the text is the short link of a board or card.
    var isShortLink: Bool { utf8.count == 8 && allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) } }
}

extension JSON {
    /// The object reduced to the requested members; `id` is always included.
    func only(_ fields: Set<String>?) -> JSON {
        guard let fields, let members = objectValue else { return self }
        return .object(members.filter { $0.key == "id" || fields.contains($0.key) })
    }
}
