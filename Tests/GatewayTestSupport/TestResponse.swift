import HTTPKit
package import HTTPTypes
package import Primitives

/// A gateway's response in a test.
package struct TestResponse: Sendable {
    package let status: Int
    package let headers: HTTPFields
    package let bytes: [UInt8]

    init(_ response: ClientResponse) {
        self.init(status: response.status, headers: response.headers, bytes: response.body)
    }

    init(status: Int, headers: HTTPFields, bytes: [UInt8]) {
        self.status = status
        self.headers = headers
        self.bytes = bytes
    }

    package var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The body as JSON; `null` if it is not JSON.
    package var json: JSON { (try? JSON(parsing: bytes)) ?? .null }

    /// The `code` of a problem document.
    package var code: String? { json["code"]?.stringValue }

    /// The pointers of a problem document's errors, in order.
    package var pointers: [String] { json["errors"]?.arrayValue?.compactMap { $0["pointer"]?.stringValue } ?? [] }

    /// A header field by its case-insensitive name.
    package func header(_ name: String) -> String? {
        HTTPField.Name(name).flatMap { headers[$0] }
    }
}
