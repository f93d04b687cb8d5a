/// Looks for aliases in YAML: a small file can be made to grow without end with them.
///
/// Only a parser of YAML can say whether `*name` is an alias or part of a comment or a text, and a parser follows
/// aliases as it reads: composing alone may be what takes the time. So each `*` is replaced by a sign that YAML gives
/// no meaning, the result, which has no alias then, is parsed, and a plain scalar that begins with that sign was an
/// alias. In every other scalar the sign is a `*` of its text.
package struct YAMLAliases: Sendable {
    /// The text to parse: without any alias.
    package let text: String
    private let sign: Character?

    /// Signs of Unicode's private use area, of which one that the text does not contain stands for `*`.
    private static let signs: [Character] = (0xE000...0xF8FF).compactMap {
        Unicode.Scalar($0 as UInt32).map(Character.init)
    }

    /// Takes the aliases out of a text.
    /// - Returns: nil where the text contains every sign that could stand for one, which is no text of anybody's.
    package init?(_ text: String) {
        guard text.unicodeScalars.contains("*") else {
            (self.text, sign) = (text, nil)
            return
        }
        let used = Set(text.unicodeScalars.lazy.filter { (0xE000...0xF8FF).contains($0.value) }.map(Character.init))
        guard let sign = Self.signs.first(where: { !used.contains($0) }), let scalar = sign.unicodeScalars.first else {
            return nil
        }
        self.sign = sign
        self.text = String(String.UnicodeScalarView(text.unicodeScalars.map { $0 == "*" ? scalar : $0 }))
    }

    /// Whether a scalar of the parsed text was an alias.
    package func isAlias(_ scalar: String, isPlain: Bool) -> Bool {
        guard isPlain, let mark = sign?.unicodeScalars.first else { return false }
        return scalar.unicodeScalars.first == mark
    }

    /// A scalar of the parsed text as the file has it.
    package func restored(_ scalar: String) -> String {
        guard let mark = sign?.unicodeScalars.first, scalar.unicodeScalars.contains(mark) else { return scalar }
        return String(String.UnicodeScalarView(scalar.unicodeScalars.map { $0 == mark ? "*" : $0 }))
    }
}
