import HTTPTypes

/// Collects the header fields of a response, line by line, as libcurl passes them to the callback.
struct ResponseHead {
    private(set) var fields = HTTPFields()
    private var bytes = 0
    /// Whether the empty line after the fields has been received.
    private(set) var isComplete = false
    private var last: HTTPField?

    /// Processes a line, including its line end; returns false if the header is longer than `maximum` bytes.
    ///
    /// A status line discards previous fields, because interim responses (1xx, RFC 9110, section 15.2) precede the
    /// final one. Lines after the empty line are trailer fields, which are ignored (section 6.5.1).
    mutating func take(_ line: UnsafeBufferPointer<UInt8>, maximum: Int) -> Bool {
        bytes += line.count
        guard bytes <= maximum else { return false }
        let text = Self.trimmed(line[...])
        if line.starts(with: "HTTP/".utf8) {
            self = ResponseHead()
        } else if text.isEmpty {
            flush()
            isComplete = true
        } else if !isComplete {
            add(line, text)
        }
        return true
    }

    private mutating func add(_ line: UnsafeBufferPointer<UInt8>, _ text: Slice<UnsafeBufferPointer<UInt8>>) {
        if Self.isBlank(line[0]) {
            // obs-fold: a continuation of the previous line (RFC 9112, section 5.2).
            last?.value += " " + String(decoding: text, as: UTF8.self)
            return
        }
        flush()
        guard let colon = text.firstIndex(of: UInt8(ascii: ":")),
            let name = HTTPField.Name(String(decoding: text[..<colon], as: UTF8.self))
        else { return }
        last = HTTPField(
            name: name, value: String(decoding: Self.trimmed(text[text.index(after: colon)...]), as: UTF8.self))
    }

    private mutating func flush() {
        if let field = last { fields.append(field) }
        last = nil
    }

    private static func trimmed(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Slice<UnsafeBufferPointer<UInt8>> {
        var rest = bytes
        while let byte = rest.first, isBlank(byte) { rest = rest.dropFirst() }
        while let byte = rest.last, isBlank(byte) { rest = rest.dropLast() }
        return rest
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A }
}
