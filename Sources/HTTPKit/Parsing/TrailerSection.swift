/// The trailer section of a chunked body: checked, then dropped (RFC 9112, section 7.1.2).
struct TrailerSection {
    /// The line that is being read, without its CR LF.
    private var line: [UInt8] = []
    private var size = 0

    /// Takes bytes from `offset` on, which is moved behind what was consumed.
    /// - Returns: true when the section is complete.
    mutating func take(
        _ bytes: UnsafeBufferPointer<UInt8>, _ offset: inout Int, _ limits: ParserLimits
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

    /// Whether the line that ends here is the empty one.
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
