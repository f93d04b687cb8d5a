/// The rules for slugs: the names of channels, connections, clients, rules, templates and subscriptions in paths.
package enum Slug {
    /// The maximum length, in characters: that of a DNS label (RFC 1035, section 2.3.4).
    package static let maximumLength = 63

    /// The rule of ``isValid(_:)`` as a regular expression, for the constraints of the database.
    package static let pattern = "^[a-z0-9][a-z0-9-]{0,62}$"

    /// Whether the text is a slug: 1 to ``maximumLength`` lower-case ASCII letters, digits and hyphens, not starting
    /// with a hyphen.
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
