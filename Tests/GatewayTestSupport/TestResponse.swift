import HTTPKit
public import HTTPTypes
public import Primitives

/// What a gateway answered to a test.
public struct TestResponse: Sendable {
    /// The status.
    public let status: Int
    /// The header fields.
    public let headers: HTTPFields
    /// The body.
    public let bytes: [UInt8]

    init(_ response: ClientResponse) {
        self.init(status: response.status, headers: response.headers, bytes: response.body)
    }

    init(status: Int, headers: HTTPFields, bytes: [UInt8]) {
        self.status = status
        self.headers = headers
        self.bytes = bytes
    }

    /// The body as text.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The body as JSON; `null` when it is none.
    public var json: JSON { (try? JSON(parsing: bytes)) ?? .null }

    /// The code of a problem.
    public var code: String? { json["code"]?.stringValue }

    /// The pointers of a problem's errors, in order.
    public var pointers: [String] { json["errors"]?.arrayValue?.compactMap { $0["pointer"]?.stringValue } ?? [] }

    /// A header field by its name in any case.
    public func header(_ name: String) -> String? {
        HTTPField.Name(name).flatMap { headers[$0] }
    }
}
