/// A text that a rule, a pair or a template writes to a tracker: in parts, each with whether the operator wrote it.
///
/// What comes from an event, a ticket or a comment is foreign: whoever wrote it has no rights at the tracker that it is
/// carried to.
package struct CarriedText: Sendable, Hashable {
    /// A part of the text.
    package struct Part: Sendable, Hashable {
        /// Its text.
        package var text: String
        /// Whether somebody other than the operator wrote it.
        package var isForeign: Bool

        /// Makes a part.
        package init(text: String, isForeign: Bool) {
            self.text = text
            self.isForeign = isForeign
        }
    }

    /// Its parts, in order.
    package private(set) var parts: [Part]

    /// Makes a text of parts.
    package init(_ parts: [Part] = []) { self.parts = parts }

    /// A text that the operator wrote.
    package static func own(_ text: String) -> Self { Self([Part(text: text, isForeign: false)]) }

    /// A text that somebody else wrote.
    package static func foreign(_ text: String) -> Self { Self([Part(text: text, isForeign: true)]) }

    /// Puts another text behind it.
    package static func + (left: Self, right: Self) -> Self { Self(left.parts + right.parts) }

    /// The same where parts that are one of these addresses and nothing else are the operator's own: links to the page
    /// of a ticket or comment that a text asks for by its name work everywhere.
    package func owning(addresses: Set<String>) -> Self {
        Self(
            parts.map { part in
                guard part.isForeign, addresses.contains(part.text), Self.isPlainAddress(part.text) else { return part }
                return Part(text: part.text, isForeign: false)
            })
    }

    /// Whether nothing in an address ends it or acts: trackers decide what the addresses of their pages are.
    private static func isPlainAddress(_ text: String) -> Bool {
        (text.hasPrefix("https://") || text.hasPrefix("http://"))
            && text.unicodeScalars.allSatisfy { $0.isLetterOrDigit || "-._~:/?#=%+".unicodeScalars.contains($0) }
    }

    /// The text as it was written.
    package var text: String { parts.map(\.text).joined() }
}
