import HTTPKit
package import HTTPTypes
package import Primitives

/// What a gateway answered to a test.
package struct TestResponse: Sendable {
    /// The status.
    package let status: Int
    /// The header fields.
    package let headers: HTTPFields
    /// The body.
    package let bytes: [UInt8]

    init(_ response: ClientResponse) {
        self.init(status: response.status, headers: response.headers, bytes: response.body)
    }

    init(status: Int, headers: HTTPFields, bytes: [UInt8]) {
        self.status = status
        self.headers = headers
        self.bytes = bytes
    }

    /// The body as text.
    package var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The body as JSON; `null` when it is none.
    package var json: JSON { (try? JSON(parsing: bytes)) ?? .null }

    /// The code of a problem.
    package var code: String? { json["code"]?.stringValue }

    /// The pointers of a problem's errors, in order.
    package var pointers: [String] { json["errors"]?.arrayValue?.compactMap { $0["pointer"]?.stringValue } ?? [] }

    /// A header field by its name in any case.
    package func header(_ name: String) -> String? {
        HTTPField.Name(name).flatMap { headers[$0] }
    }
}
