import Glibc

extension UnsafeBufferPointer<UInt8> {
    /// The first occurrence at or after `start` of a pattern that is not empty.
    ///
    /// Every text from a tracker is searched. The standard library's search looks up type metadata at each byte, which
    /// took most of the time of an import.
    func firstRange(of pattern: Self, from start: Int = 0) -> Range<Int>? {
        var offset = start
        while count - offset >= pattern.count, let base = baseAddress, let other = pattern.baseAddress {
            guard let found = memchr(base + offset, CInt(other[0]), count - offset - pattern.count + 1) else {
                return nil
            }
            offset = UnsafeRawPointer(found) - UnsafeRawPointer(base)
            if memcmp(base + offset, other, pattern.count) == 0 { return offset..<(offset + pattern.count) }
            offset += 1
        }
        return nil
    }

    /// The last occurrence of a pattern that is not empty.
    func lastRange(of pattern: Self) -> Range<Int>? {
        var last: Range<Int>?
        while let next = firstRange(of: pattern, from: last.map { $0.lowerBound + 1 } ?? 0) { last = next }
        return last
    }
}

extension String {
    /// Calls `body` with the UTF-8 bytes of this text and of two patterns.
    func withBytes<Value>(
        _ first: String, _ second: String,
        body: (
            _ text: UnsafeBufferPointer<UInt8>, _ first: UnsafeBufferPointer<UInt8>,
            _ second: UnsafeBufferPointer<UInt8>
        ) -> Value
    ) -> Value {
        var (text, first, second) = (self, first, second)
        return text.withUTF8 { text in first.withUTF8 { first in second.withUTF8 { body(text, first, $0) } } }
    }
}
