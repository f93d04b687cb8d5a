/// A validator for the trailer section of a chunked body, which is then ignored (RFC 9112, section 7.1.2).
struct TrailerSection {
    /// The current line, without its CR LF.
    private var line: [UInt8] = []
    private var size = 0

    /// Processes bytes from `offset`, and advances it past the consumed bytes.
    /// - Returns: Whether the section is complete.
    mutating func take(
        _ bytes: UnsafeBufferPointer<UInt8>, at offset: inout Int, limits: ParserLimits
    ) throws(MessageError) -> Bool {
        while offset < bytes.count {
            let octet = bytes[offset]
            offset += 1
            size += 1
            if size > limits.trailerBytes {
                throw .headerTooLarge("more than \(limits.trailerBytes) bytes of trailers")
            }
            if octet != ASCII.lineFeed {
                line.append(octet)
            } else if try endLine() {
                return true
            }
        }
        return false
    }

    /// Checks the current line, and returns whether it is the empty line that ends the section.
    private mutating func endLine() throws(MessageError) -> Bool {
        guard line.popLast() == ASCII.carriageReturn else {
            throw .malformed("a trailer line ends with LF alone (RFC 9112, section 2.2)")
        }
        if line.isEmpty { return true }
        let result = line.withUnsafeBufferPointer { bytes in
            Result { () throws(MessageError) in try FieldLine.parse(bytes, 0..<bytes.count) }
        }
        _ = try result.get()
        line.removeAll(keepingCapacity: true)
        return false
    }
}
