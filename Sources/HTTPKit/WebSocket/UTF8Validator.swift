/// An incremental UTF-8 validator (RFC 3629, section 4). Sequences may be split between calls, and an invalid byte is
/// detected immediately.
package struct UTF8Validator: Sendable {
    /// The number of bytes missing from the current sequence.
    private var needed = 0
    /// The valid range of the next byte. The range of a second byte excludes overlong forms, surrogates and values
    /// above U+10FFFF.
    private var allowed: ClosedRange<UInt8> = continuation

    private static let continuation: ClosedRange<UInt8> = 0x80...0xBF

    package init() {}

    /// Whether the text may end here, because no sequence is incomplete.
    package var isComplete: Bool { needed == 0 }

    /// Validates more bytes.
    /// - Returns: false if a byte is invalid; the validator must not be used again then.
    package mutating func take(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var index = 0
        while index < bytes.count {
            if needed == 0 {
                index += asciiRun(bytes, from: index)
                if index == bytes.count { return true }
                guard begin(bytes[index]) else { return false }
            } else {
                guard allowed.contains(bytes[index]) else { return false }
                allowed = Self.continuation
                needed -= 1
            }
            index += 1
        }
        return true
    }

    /// The length of the run of ASCII bytes from `start`. Checks eight bytes at a time.
    private func asciiRun(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var index = start
        let raw = UnsafeRawPointer(bytes.baseAddress!)
        while index &+ 8 <= bytes.count,
            raw.loadUnaligned(fromByteOffset: index, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
        {
            index &+= 8
        }
        while index < bytes.count, bytes[index] < 0x80 { index &+= 1 }
        return index &- start
    }

    /// Processes the first byte of a sequence, which determines the number of further bytes and the valid range of the
    /// second.
    private mutating func begin(_ byte: UInt8) -> Bool {
        switch byte {
        case 0xC2...0xDF: needed = 1
        case 0xE0...0xEF: needed = 2
        case 0xF0...0xF4: needed = 3
        default: return false
        }
        switch byte {
        case 0xE0: allowed = 0xA0...0xBF
        case 0xED: allowed = 0x80...0x9F
        case 0xF0: allowed = 0x90...0xBF
        case 0xF4: allowed = 0x80...0x8F
        default: allowed = Self.continuation
        }
        return true
    }
}
