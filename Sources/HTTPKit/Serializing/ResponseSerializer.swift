package import HTTPTypes

/// Writes responses as bytes (RFC 9112, sections 4 to 7).
package enum ResponseSerializer {
    /// What a server adds to the handler's fields.
    package struct Additions: Sendable {
        /// The whole `Date` line with its CR LF.
        package var dateLine: [UInt8]
        /// The request id, echoed as `X-Request-Id`.
        package var requestID: String
        /// `close` or `keep-alive` when it has to be said; nil when the version's default holds.
        package var connection: StaticString?

        /// Makes a set of additions.
        package init(dateLine: [UInt8], requestID: String, connection: StaticString?) {
            self.dateLine = dateLine
            self.requestID = requestID
            self.connection = connection
        }
    }

    /// Whether a field is the server's work: a handler's value for it is passed over.
    private static func isOwn(_ name: HTTPField.Name) -> Bool {
        switch name.canonicalName.utf8.count {
        case 4: name == .date
        case 10: name == .connection
        case 12: name == .requestID
        case 14: name == .contentLength
        case 17: name == .transferEncoding
        default: false
        }
    }

    /// Writes status line and fields, with the empty line.
    package static func writeHead(
        _ response: Response, framing: ResponseFraming, additions: Additions, to bytes: inout [UInt8]
    ) {
        StatusLine.write(response.status, to: &bytes)
        bytes.append(contentsOf: additions.dateLine)
        for field in response.headers where !isOwn(field.name) { write(field, to: &bytes) }
        bytes.append("X-Request-Id: ")
        bytes.append(contentsOf: additions.requestID.utf8)
        write(framing, to: &bytes)
        if let connection = additions.connection {
            bytes.append("\r\nConnection: ")
            bytes.append(connection)
        }
        bytes.append("\r\n\r\n")
    }

    /// Writes a piece of a chunked body; it must not be empty, an empty chunk is the last.
    package static func writeChunk(_ piece: [UInt8], to bytes: inout [UInt8]) {
        bytes.append(contentsOf: String(piece.count, radix: 16).utf8)
        bytes.append("\r\n")
        bytes.append(contentsOf: piece)
        bytes.append("\r\n")
    }

    /// Writes the end of a chunked body.
    package static func writeLastChunk(to bytes: inout [UInt8]) {
        bytes.append("0\r\n\r\n")
    }

    /// Writes the interim response that asks for the body (RFC 9110, section 15.2.1).
    package static func writeContinue(to bytes: inout [UInt8]) {
        bytes.append("HTTP/1.1 100 Continue\r\n\r\n")
    }

    private static func write(_ field: HTTPField, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: field.name.rawName.utf8)
        bytes.append(": ")
        field.withUnsafeBytesOfValue { bytes.append(contentsOf: $0) }
        bytes.append("\r\n")
    }

    private static func write(_ framing: ResponseFraming, to bytes: inout [UInt8]) {
        switch framing {
        case .none, .close: break
        case .length(let length):
            bytes.append("\r\nContent-Length: ")
            bytes.append(decimal: length)
        case .chunked: bytes.append("\r\nTransfer-Encoding: chunked")
        }
    }
}

extension HTTPField.Name {
    /// `X-Request-Id`: names a request in the logs of everyone who handles it.
    package static let requestID = HTTPField.Name("X-Request-Id")!
}

extension [UInt8] {
    /// Appends fixed text.
    @inline(__always)
    package mutating func append(_ text: StaticString) {
        append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Appends a number that is not negative, in decimal digits.
    package mutating func append(decimal value: Int) {
        if value >= 10 { append(decimal: value / 10) }
        append(ASCII.zero + UInt8(truncatingIfNeeded: value % 10))
    }
}
