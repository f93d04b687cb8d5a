package import HTTPTypes

/// Serializes responses (RFC 9112, sections 4 to 7).
package enum ResponseSerializer {
    /// The fields that the server adds to those of the handler.
    package struct Additions: Sendable {
        /// The whole `Date` line, including CR LF.
        package var dateLine: [UInt8]
        /// The request id, sent as `X-Request-Id`.
        package var requestID: String
        /// The value of `Connection`, such as `close`, `keep-alive` or `upgrade`; nil if the default of the HTTP
        /// version applies.
        package var connection: StaticString?

        package init(dateLine: [UInt8], requestID: String, connection: StaticString?) {
            self.dateLine = dateLine
            self.requestID = requestID
            self.connection = connection
        }
    }

    /// Whether only the server may set the field; a handler's value for it is ignored.
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

    /// Writes the status line, the fields and the empty line.
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

    /// Writes a chunk of a chunked body. It must not be empty, because an empty chunk ends the body.
    package static func writeChunk(_ piece: [UInt8], to bytes: inout [UInt8]) {
        bytes.append(contentsOf: String(piece.count, radix: 16).utf8)
        bytes.append("\r\n")
        bytes.append(contentsOf: piece)
        bytes.append("\r\n")
    }

    package static func writeLastChunk(to bytes: inout [UInt8]) {
        bytes.append("0\r\n\r\n")
    }

    /// Writes the interim response that asks the client for the body (RFC 9110, section 15.2.1).
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
    /// `X-Request-Id`, which identifies a request in the logs of all servers that process it.
    package static let requestID = HTTPField.Name("X-Request-Id")!
}

extension [UInt8] {
    @inline(__always)
    package mutating func append(_ text: StaticString) {
        append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Appends a non-negative number in decimal digits.
    package mutating func append(decimal value: Int) {
        if value >= 10 { append(decimal: value / 10) }
        append(ASCII.zero + UInt8(truncatingIfNeeded: value % 10))
    }
}
