import Primitives

/// A form for file uploads (`multipart/form-data`, RFC 7578).
package struct MultipartForm: Sendable {
    private let boundary: String
    private var bytes: [UInt8] = []

    /// Creates an empty form.
    /// - Parameter boundary: Letters, digits and hyphens that do not occur in the content, such as a random identifier.
    package init(boundary: String) { self.boundary = boundary }

    /// Creates an empty form with a boundary of 128 random bits. No content can predict it, so the content need not be
    /// searched for it (RFC 2046, section 5.1.1).
    package init(bits: UInt128) {
        self.init(boundary: "ticket-gateway-" + Hexadecimal.text(bits, digits: 32))
    }

    package mutating func add(_ name: String, _ value: String) {
        append("--\(boundary)\r\nContent-Disposition: form-data; name=\"\(Self.quoted(name))\"\r\n\r\n\(value)\r\n")
    }

    package mutating func add(_ name: String, _ file: AttachmentDraft) {
        let disposition = "form-data; name=\"\(Self.quoted(name))\"; filename=\"\(Self.quoted(file.filename))\""
        append(
            "--\(boundary)\r\nContent-Disposition: \(disposition)\r\nContent-Type: \(Self.line(file.contentType))\r\n\r\n"
        )
        bytes += file.content
        append("\r\n")
    }

    package var body: APICall.Body {
        APICall.Body(
            bytes + Array("--\(boundary)--\r\n".utf8), contentType: "multipart/form-data; boundary=\(boundary)")
    }

    private mutating func append(_ text: String) { bytes += Array(text.utf8) }

    /// A name for use in quotation marks: quotation marks are percent-encoded as browsers do
    /// ([multipart/form-data](https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#multipart-form-data)),
    /// and line breaks are removed.
    private static func quoted(_ name: String) -> String {
        line(name).replacing("\"", with: "%22")
    }

    private static func line(_ text: String) -> String {
        String(decoding: text.utf8.filter { $0 != 0x0D && $0 != 0x0A }, as: UTF8.self)
    }
}
