/// Hexadecimal text (RFC 4648, section 8), in lower case, as trackers and PostgreSQL write it.
package enum Hexadecimal {
    /// Two digits for each byte.
    package static func text(_ bytes: some Sequence<UInt8>) -> String { text(Array(bytes)) }

    /// Two digits for each byte. Not generic, because generic functions are not specialised for other modules, and
    /// this one runs for every byte of a webhook.
    package static func text(_ bytes: [UInt8]) -> String {
        var digits: [UInt8] = []
        append(bytes, to: &digits)
        return String(decoding: digits, as: UTF8.self)
    }

    /// A number, padded with zeros on the left to at least this many digits. The number must not be negative.
    package static func text(_ number: some BinaryInteger, digits: Int) -> String {
        let text = String(number, radix: 16)
        return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
    }

    /// Appends two digits for each byte.
    package static func append(_ bytes: [UInt8], to text: inout [UInt8]) {
        text.reserveCapacity(text.count + 2 * bytes.count)
        for byte in bytes {
            text.append(digit(byte >> 4))
            text.append(digit(byte & 0x0F))
        }
    }

    /// Decodes hexadecimal digits in either case; nil if their number is odd or another character occurs.
    package static func bytes(_ digits: some Collection<UInt8>) -> [UInt8]? {
        Array(digits).withUnsafeBufferPointer(bytes(_:))
    }

    /// Decodes hexadecimal digits in either case; nil if their number is odd or another character occurs.
    package static func bytes(_ digits: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 2)
        var high: UInt8?
        for digit in digits {
            guard let value = digit.hexadecimalValue else { return nil }
            if let upper = high {
                bytes.append(upper << 4 | value)
                high = nil
            } else {
                high = value
            }
        }
        return bytes
    }

    /// The lower-case digit of a value from 0 to 15.
    package static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x57 + value }

    /// The upper-case digit of a value from 0 to 15.
    package static func upperDigit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x37 + value }
}

extension UInt8 {
    /// The value of a hexadecimal digit in either case (RFC 5234, appendix B.1: HEXDIG); nil for any other byte.
    package var hexadecimalValue: UInt8? {
        let digit = self &- 0x30
        if digit < 10 { return digit }
        let letter = (self | 0x20) &- 0x61
        return letter < 6 ? letter &+ 10 : nil
    }
}
