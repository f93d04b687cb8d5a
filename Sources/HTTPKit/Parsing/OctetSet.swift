/// A set of ASCII octets, stored as two 64-bit words. It never contains octets above 127.
package struct OctetSet: Sendable {
    private let low: UInt64
    private let high: UInt64

    /// Creates the set of the octets in a text.
    package init(_ text: StaticString) {
        var words: (UInt64, UInt64) = (0, 0)
        text.withUTF8Buffer { octets in
            for octet in octets where octet < 128 {
                if octet < 64 { words.0 |= 1 << UInt64(octet) } else { words.1 |= 1 << UInt64(octet - 64) }
            }
        }
        (low, high) = words
    }

    private init(low: UInt64, high: UInt64) {
        self.low = low
        self.high = high
    }

    @inline(__always)
    package func contains(_ octet: UInt8) -> Bool {
        let word = octet < 64 ? low : high
        return octet < 128 && (word >> UInt64(octet & 63)) & 1 == 1
    }

    package func union(_ other: OctetSet) -> OctetSet {
        OctetSet(low: low | other.low, high: high | other.high)
    }

    private static let alphanumeric = OctetSet("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")

    /// `tchar`: the octets of methods, field names and other tokens (RFC 9110, section 5.6.2).
    package static let token = alphanumeric.union(OctetSet("!#$%&'*+-.^_`|~"))

    /// The octets allowed in a request id: none that has a special meaning in logs, shells or HTML.
    package static let requestID = alphanumeric.union(OctetSet("._:-"))

    /// The octets allowed in a request target: visible ASCII, except what RFC 3986 forbids and no browser sends
    /// unencoded.
    package static let target = alphanumeric.union(OctetSet("-._~:/?[]@!$&'()*+,;=%|^`{}\\"))

    /// The octets of `reg-name` and IPv4 addresses: `unreserved / pct-encoded / sub-delims` (RFC 3986, section 3.2.2).
    package static let registeredName = alphanumeric.union(OctetSet("-._~%!$&'()*+,;="))

    /// The octets between the brackets of an IP literal (RFC 3986, section 3.2.2).
    package static let literalAddress = alphanumeric.union(OctetSet("-._~!$&'()*+,;=:"))
}
