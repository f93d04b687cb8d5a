import HTTPKit
import HTTPTypes
import Primitives

/// A response as stored for repeats: status, header fields, the caller's rights and the body, serialised to bytes.
struct StoredResponse {
    let response: Response
    /// The rights of the caller that received it; nil if it was stored by a version that did not record them.
    let rights: CallerRights?

    /// The maximum length of an error body that is stored unchanged. Errors quote the caller's input, so without a
    /// limit small calls could fill the disk.
    static let maximumErrorBytes = 4_096

    init(_ response: Response, rights: CallerRights?) {
        self.response = response
        self.rights = rights
    }

    /// The serialised form; nil for a stream, which cannot be repeated.
    var bytes: [UInt8]? {
        guard case .bytes(let body) = withoutStream else { return nil }
        let fields = response.headers.map { JSON.array([.string($0.name.rawName), .string($0.value)]) }
        let head: JSON = [
            "status": .integer(Int64(response.status.code)), "fields": .array(fields), "rights": rights?.json ?? .null,
        ]
        let isLongError = response.failure?.requiresCallerChange == true && body.count > Self.maximumErrorBytes
        return head.serialized() + [Self.separator] + (isLongError ? Self.shortened(problem: body) : body)
    }

    private var withoutStream: ResponseBody {
        if case .empty = response.body { .bytes([]) } else { response.body }
    }

    /// A line feed: the serialised head contains none.
    private static let separator = UInt8(ascii: "\n")

    /// Parses the output of ``bytes``; nil for anything else.
    init?(bytes: [UInt8]) {
        guard let end = bytes.firstIndex(of: Self.separator), let head = try? JSON(parsing: Array(bytes[..<end])),
            let status = head["status"]?.integerValue, let fields = head["fields"]?.arrayValue
        else { return nil }
        var headers = HTTPFields()
        for field in fields {
            guard let name = field[0]?.stringValue.flatMap({ HTTPField.Name($0) }), let value = field[1]?.stringValue
            else { return nil }
            headers.append(HTTPField(name: name, value: value))
        }
        let body = Array(bytes[(end + 1)...])
        response = Response(
            status: .init(code: Int(status)), headers: headers, body: body.isEmpty ? .empty : .bytes(body))
        rights = head["rights"].flatMap(CallerRights.init(json:))
    }
}

// MARK: Long errors

extension StoredResponse {
    /// The members that identify a problem; all of them are short.
    private static let identifying: Set<String> = ["type", "title", "status", "code", "request_id", "timestamp"]

    /// Shortens a problem document to ``maximumErrorBytes``: the identifying members, and as many of its errors as fit.
    /// `detail` and the tracker's message are dropped.
    static func shortened(problem body: [UInt8]) -> [UInt8] {
        guard case .object(let members)? = try? JSON(parsing: body) else { return [] }
        var kept = members.filter { identifying.contains($0.key) }
        var size = JSON.object(kept).serialized().count + #","errors":[]"#.utf8.count
        var errors: [JSON] = []
        for error in members["errors"]?.arrayValue ?? [] {
            size += error.serialized().count + 1
            guard size <= maximumErrorBytes else { break }
            errors.append(error)
        }
        if !errors.isEmpty { kept["errors"] = .array(errors) }
        return JSON.object(kept).serialized()
    }
}
