/// The names of clients, connections and channels in addresses.
enum Slug {
    /// The longest slug: that of a label of the DNS (RFC 1035, section 2.3.4).
    static let maximumLength = 63

    /// Whether the text is `[a-z0-9][a-z0-9-]{0,62}`.
    static func isValid(_ text: String) -> Bool {
        guard let first = text.utf8.first, isAlphanumeric(first), text.utf8.count <= maximumLength else { return false }
        return text.utf8.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
