/// Names for the octets that HTTP's grammar speaks of (RFC 5234, appendix B.1).
package enum ASCII {
    /// Horizontal tab.
    package static let tab: UInt8 = 0x09
    /// Line feed.
    package static let lineFeed: UInt8 = 0x0A
    /// Carriage return.
    package static let carriageReturn: UInt8 = 0x0D
    /// Space.
    package static let space: UInt8 = 0x20
    /// Colon.
    package static let colon: UInt8 = 0x3A
    /// Slash.
    package static let slash: UInt8 = 0x2F
    /// Question mark.
    package static let questionMark: UInt8 = 0x3F
    /// Percent sign.
    package static let percent: UInt8 = 0x25
    /// Digit zero.
    package static let zero: UInt8 = 0x30
}

extension UInt8 {
    /// This octet with A–Z made a–z; any other octet unchanged.
    package var lowercasedASCII: UInt8 {
        self &- 0x41 < 26 ? self | 0x20 : self
    }
}
