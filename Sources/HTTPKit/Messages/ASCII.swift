/// Octets of HTTP's grammar (RFC 5234, appendix B.1).
package enum ASCII {
    package static let tab: UInt8 = 0x09
    package static let lineFeed: UInt8 = 0x0A
    package static let carriageReturn: UInt8 = 0x0D
    package static let space: UInt8 = 0x20
    package static let colon: UInt8 = 0x3A
    package static let slash: UInt8 = 0x2F
    package static let questionMark: UInt8 = 0x3F
    package static let percent: UInt8 = 0x25
    /// The digit 0.
    package static let zero: UInt8 = 0x30
}

extension UInt8 {
    /// The octet with A–Z mapped to a–z; other octets are unchanged.
    package var lowercasedASCII: UInt8 {
        self &- 0x41 < 26 ? self | 0x20 : self
    }
}
