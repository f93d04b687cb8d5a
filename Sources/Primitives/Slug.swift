/// The name of a channel, connection, client, rule, template or subscription in paths.
package enum Slug {
    /// The maximum length, in characters: that of a DNS label (RFC 1035, section 2.3.4).
    package static let maximumLength = 63

    /// The same rule as a regular expression, for the database's constraints.
    package static let pattern = "^[a-z0-9][a-z0-9-]{0,62}$"

    /// Whether the text is a slug: lower-case ASCII letters, digits and hyphens; at least one character, and no hyphen
    /// at the start.
    package static func isValid(_ text: String) -> Bool {
        guard let first = text.utf8.first, isAlphanumeric(first), text.utf8.count <= maximumLength else { return false }
        return text.utf8.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: false
        }
    }
}
