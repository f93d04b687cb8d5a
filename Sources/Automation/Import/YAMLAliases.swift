/// Detects aliases in YAML, which can make a small file expand without limit.
///
/// Only a YAML parser can decide whether `*name` is an alias or part of a comment or text. But a parser expands aliases
/// while it reads, and composing alone may take too long. Therefore each `*` is replaced by a character without a
/// meaning in YAML. The result contains no aliases and is parsed. A plain scalar that begins with that character was an
/// alias; in every other scalar, the character is restored to `*`.
package struct YAMLAliases: Sendable {
    /// The text to parse, which contains no aliases.
    package let text: String
    private let sign: Character?

    /// The characters of Unicode's private use area. One that does not occur in the text replaces `*`.
    private static let signs: [Character] = (0xE000...0xF8FF).compactMap {
        Unicode.Scalar($0 as UInt32).map(Character.init)
    }

    /// Replaces the aliases in a text.
    /// - Returns: nil if the text contains every possible replacement, which no real text does.
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

    /// Restores a scalar of the parsed text to its original form.
    package func restored(_ scalar: String) -> String {
        guard let mark = sign?.unicodeScalars.first, scalar.unicodeScalars.contains(mark) else { return scalar }
        return String(String.UnicodeScalarView(scalar.unicodeScalars.map { $0 == mark ? "*" : $0 }))
    }
}
