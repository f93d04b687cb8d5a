import Primitives

/// A form with a file in it, as uploads send them (`multipart/form-data`, RFC 7578).
package struct MultipartForm: Sendable {
    private let boundary: String
    private var bytes: [UInt8] = []

    /// Begins a form.
    /// - Parameter boundary: Letters, digits and hyphens that stand nowhere in the content; a random identifier does.
    package init(boundary: String) { self.boundary = boundary }

    /// Begins a form with a boundary of 128 random bits, which no content can foresee, so that none has to be searched
    /// for it (RFC 2046, section 5.1.1).
    package init(bits: UInt128) {
        self.init(boundary: "ticket-gateway-" + Hexadecimal.text(bits, digits: 32))
    }

    /// Adds a field.
    package mutating func add(_ name: String, _ value: String) {
        append("--\(boundary)\r\nContent-Disposition: form-data; name=\"\(Self.quoted(name))\"\r\n\r\n\(value)\r\n")
    }

    /// Adds a file.
    package mutating func add(_ name: String, _ file: AttachmentDraft) {
        let disposition = "form-data; name=\"\(Self.quoted(name))\"; filename=\"\(Self.quoted(file.filename))\""
        append(
            "--\(boundary)\r\nContent-Disposition: \(disposition)\r\nContent-Type: \(Self.line(file.contentType))\r\n\r\n"
        )
        bytes += file.content
        append("\r\n")
    }

    /// The finished body.
    package var body: APICall.Body {
        APICall.Body(
            bytes + Array("--\(boundary)--\r\n".utf8), contentType: "multipart/form-data; boundary=\(boundary)")
    }

    private mutating func append(_ text: String) { bytes += Array(text.utf8) }

    /// A name within quotation marks: those and line breaks are percent-encoded, as browsers do
    /// ([multipart/form-data](https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#multipart-form-data)).
    private static func quoted(_ name: String) -> String {
        line(name).replacing("\"", with: "%22")
    }

    private static func line(_ text: String) -> String {
        String(decoding: text.utf8.filter { $0 != 0x0D && $0 != 0x0A }, as: UTF8.self)
    }
}
