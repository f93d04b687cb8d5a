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

    /// What is wrong with a text that is no slug, with a similar slug if the text has letters or digits.
    package static func mismatch(_ text: String?) -> String {
        let expected =
            "must be lower-case letters, digits and hyphens, at most \(maximumLength), not starting with a hyphen"
        return expected + (text.flatMap(similar).map { ", such as '\($0)'" } ?? "")
    }

    /// The text in lower case, with a hyphen for each run of other characters; nil if that leaves nothing.
    private static func similar(_ text: String) -> String? {
        let words = text.lowercased().utf8.split { !isAlphanumeric($0) }.map { String(decoding: $0, as: UTF8.self) }
        let slug = String(words.joined(separator: "-").prefix(maximumLength))
        return isValid(slug) ? slug : nil
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: false
        }
    }
}
