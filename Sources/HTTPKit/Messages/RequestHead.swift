package import HTTPTypes

/// The head of a request as received: its bytes, and the locations of path, query and fields in them.
///
/// It is an immutable object, so that copies of a `Request` share it, and nothing is decoded before it is used.
package final class RequestHead: Sendable {
    package let bytes: [UInt8]
    /// The header fields, in their order.
    package let fields: [FieldRange]
    package let method: HTTPRequest.Method
    /// The minor version: 0 for HTTP/1.0, 1 for HTTP/1.1 and above.
    package let minorVersion: Int
    /// The location of the target's raw, percent-encoded path.
    package let path: Range<Int>
    /// The location of the target's raw query, after the question mark; empty if there is none.
    package let query: Range<Int>

    /// Creates a head from its parts. The ranges must lie within `bytes`.
    package init(
        bytes: [UInt8], fields: [FieldRange], method: HTTPRequest.Method, minorVersion: Int, path: Range<Int>,
        query: Range<Int>
    ) {
        self.bytes = bytes
        self.fields = fields
        self.method = method
        self.minorVersion = minorVersion
        self.path = path
        self.query = query
    }

    /// Creates a head for tests and for requests within the process.
    package convenience init(method: HTTPRequest.Method, target: String, fields: HTTPFields) {
        var bytes = Array(target.utf8)
        let mark = bytes.firstIndex(of: UInt8(ascii: "?")) ?? bytes.count
        let query = Swift.min(mark + 1, bytes.count)..<bytes.count
        let ranges = fields.map { bytes.append(field: $0) }
        self.init(bytes: bytes, fields: ranges, method: method, minorVersion: 1, path: 0..<mark, query: query)
    }

    /// The text of a range; bytes that are not UTF-8 become U+FFFD.
    package func text(_ range: Range<Int>) -> String {
        bytes.withUnsafeBufferPointer { String(decoding: UnsafeBufferPointer(rebasing: $0[range]), as: UTF8.self) }
    }
}

extension [UInt8] {
    /// Appends the name and value of a field, and returns their location.
    fileprivate mutating func append(field: HTTPField) -> FieldRange {
        let nameStart = UInt32(count)
        append(contentsOf: field.name.rawName.utf8)
        let nameEnd = UInt32(count)
        field.withUnsafeBytesOfValue { append(contentsOf: $0) }
        return FieldRange(nameStart: nameStart, nameEnd: nameEnd, valueStart: nameEnd, valueEnd: UInt32(count))
    }
}
