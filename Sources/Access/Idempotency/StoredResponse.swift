import HTTPKit
import HTTPTypes
import Primitives

/// A response as it is kept for repeats: status, header fields, the rights that it was made with and the body, in one
/// piece of bytes.
struct StoredResponse {
    let response: Response
    /// The rights of the caller that it was made for; nil for one that was stored by a version that did not keep them.
    let rights: CallerRights?

    /// The longest body of an error that is kept as it is. Errors repeat what callers send: without a bound, small
    /// calls fill the disk.
    static let maximumErrorBytes = 4_096

    init(_ response: Response, rights: CallerRights?) {
        self.response = response
        self.rights = rights
    }

    /// The bytes; nil for a stream, which can't be given twice.
    var bytes: [UInt8]? {
        guard case .bytes(let body) = withoutStream else { return nil }
        let fields = response.headers.map { JSON.array([.string($0.name.rawName), .string($0.value)]) }
        let head: JSON = [
            "status": .integer(Int64(response.status.code)), "fields": .array(fields), "rights": rights?.json ?? .null,
        ]
        let isLongError = response.failure?.isCallersToCorrect == true && body.count > Self.maximumErrorBytes
        return head.serialized() + [Self.separator] + (isLongError ? Self.shortened(problem: body) : body)
    }

    private var withoutStream: ResponseBody {
        if case .empty = response.body { .bytes([]) } else { response.body }
    }

    /// A line feed: JSON without whitespace has none.
    private static let separator = UInt8(ascii: "\n")

    /// Reads what `bytes` gave; nil for anything else.
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
    /// The members of a problem that identify it; all of them are short.
    private static let identifying: Set<String> = ["type", "title", "status", "code", "request_id", "timestamp"]

    /// A problem in at most ``maximumErrorBytes``: what identifies it, and the first of its errors, as many as fit. Its
    /// detail, and what the tracker said, are left out.
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
