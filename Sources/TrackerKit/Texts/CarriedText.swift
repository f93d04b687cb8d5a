/// A text that a rule, a pair or a template writes to a tracker, in parts that record whether the operator wrote them.
///
/// Parts that come from an event, ticket or comment are foreign: their author has no permissions at the tracker that
/// receives them.
package struct CarriedText: Sendable, Hashable {
    package struct Part: Sendable, Hashable {
        package var text: String
        /// Whether the part was written by somebody other than the operator.
        package var isForeign: Bool

        package init(text: String, isForeign: Bool) {
            self.text = text
            self.isForeign = isForeign
        }
    }

    package private(set) var parts: [Part]

    package init(_ parts: [Part] = []) { self.parts = parts }

    /// A text written by the operator.
    package static func own(_ text: String) -> Self { Self([Part(text: text, isForeign: false)]) }

    /// A text written by somebody else.
    package static func foreign(_ text: String) -> Self { Self([Part(text: text, isForeign: true)]) }

    package static func + (left: Self, right: Self) -> Self { Self(left.parts + right.parts) }

    /// Returns the text with each part that consists only of one of these addresses marked as the operator's own. This
    /// keeps links working that a text inserts by a placeholder, such as the URL of a ticket or comment.
    package func owning(addresses: Set<String>) -> Self {
        Self(
            parts.map { part in
                guard part.isForeign, addresses.contains(part.text), Self.isPlainAddress(part.text) else { return part }
                return Part(text: part.text, isForeign: false)
            })
    }

    /// Whether an address contains no character that ends it or is active. It has to be checked, because the tracker
    /// chooses the addresses of its pages.
    private static func isPlainAddress(_ text: String) -> Bool {
        (text.hasPrefix("https://") || text.hasPrefix("http://"))
            && text.unicodeScalars.allSatisfy { $0.isLetterOrDigit || "-._~:/?#=%+".unicodeScalars.contains($0) }
    }

    package var text: String { parts.map(\.text).joined() }
}
