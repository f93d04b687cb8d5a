import HTTPKit
import HTTPTypes
import Primitives

/// A response as it is kept for repeats: status, header fields and body in one piece of bytes.
struct StoredResponse {
    let response: Response

    init(_ response: Response) {
        self.response = response
    }

    /// The bytes; nil for a stream, which can't be given twice.
    var bytes: [UInt8]? {
        guard case .bytes(let body) = withoutStream else { return nil }
        let fields = response.headers.map { JSON.array([.string($0.name.rawName), .string($0.value)]) }
        let head: JSON = ["status": .integer(Int64(response.status.code)), "fields": .array(fields)]
        return head.serialized() + [Self.separator] + body
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
            guard let name = field[0]?.stringValue.flatMap({ HTTPField.Name($0) }), let value = field[1]?.stringValue else { return nil }
            headers.append(HTTPField(name: name, value: value))
        }
        let body = Array(bytes[(end + 1)...])
        response = Response(status: .init(code: Int(status)), headers: headers, body: body.isEmpty ? .empty : .bytes(body))
    }
}
