/// Tells valid UTF-8 (RFC 3629, section 4) as its bytes come: a sequence may be cut anywhere, and a wrong byte is found
/// at once.
package struct UTF8Validator: Sendable {
    /// How many bytes the current sequence still needs.
    private var needed = 0
    /// What its next byte may be: the second byte is what tells overlong forms, surrogates and what lies above
    /// U+10FFFF.
    private var allowed: ClosedRange<UInt8> = continuation

    private static let continuation: ClosedRange<UInt8> = 0x80...0xBF

    /// A validator at the start of a text.
    package init() {}

    /// Whether the text may end here: no sequence is cut off.
    package var isComplete: Bool { needed == 0 }

    /// Takes bytes.
    /// - Returns: false at the first byte that can't follow; the validator is of no further use then.
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

    /// How many bytes of ASCII follow each other, eight looked at at a time.
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

    /// The first byte of a sequence: says how many follow, and what the second may be.
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
