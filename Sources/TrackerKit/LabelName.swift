/// A label's name as a key of sets and dictionaries: equal only to a name of the same bytes in UTF-8.
///
/// `String` takes two spellings of one character for the same (Unicode canonical equivalence); trackers and PostgreSQL
/// keep them apart.
package struct LabelName: Sendable, Hashable {
    /// The name.
    package let text: String

    /// Wraps a name.
    package init(_ text: some StringProtocol) { self.text = String(text) }

    /// Wraps a name whose case counts for nothing at its tracker.
    package init(ignoringCaseOf text: some StringProtocol) { self.text = text.lowercased() }

    /// Byte by byte.
    package static func == (left: Self, right: Self) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }

    /// The bytes.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(text.utf8.count)
        for byte in text.utf8 { hasher.combine(byte) }
    }
}
