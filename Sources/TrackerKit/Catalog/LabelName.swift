/// The name of a label as a key of sets and dictionaries, compared by its UTF-8 bytes.
///
/// `String` considers two spellings of a character equal (Unicode canonical equivalence), but trackers and PostgreSQL
/// distinguish them.
package struct LabelName: Sendable, Hashable {
    package let text: String

    package init(_ text: some StringProtocol) { self.text = String(text) }

    /// Lowercases a name, for trackers that ignore the case of labels.
    package init(ignoringCaseOf text: some StringProtocol) { self.text = text.lowercased() }

    package static func == (left: Self, right: Self) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(text.utf8.count)
        for byte in text.utf8 { hasher.combine(byte) }
    }
}
