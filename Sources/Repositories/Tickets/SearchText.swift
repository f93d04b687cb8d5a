/// A search text, parsed like `websearch_to_tsquery` does: words, `"phrases"`, `-` for exclusion and `or` for
/// alternatives. In addition, `*` at the end of a word makes it a prefix.
struct SearchText: Hashable {
    struct Term: Hashable {
        /// A word, the text between quotation marks, or a prefix.
        var text: String
        var isPhrase = false
        var isNegated = false
        var isPrefix = false
    }

    /// The alternatives; within each, all terms must match.
    private(set) var alternatives: [[Term]] = []
    /// The text as typed.
    let text: String

    /// A prefix of one letter would match nearly every ticket.
    private static let shortestPrefix = 2
    /// The maximum length of a suffix that stemming removes: `ization`.
    fileprivate static let longestEnding = 7

    init(_ text: String) {
        self.text = text
        var terms: [Term] = []
        var rest = text[...]
        while let term = Self.next(&rest) {
            guard !term.isNegated, !term.isPhrase, term.text.lowercased() == "or", !terms.isEmpty else {
                terms += Self.parts(of: term)
                continue
            }
            alternatives.append(terms)
            terms = []
        }
        if !terms.isEmpty { alternatives.append(terms) }
    }

    /// Whether PostgreSQL's own parser reads it the same way: it contains no prefix and only ASCII, so no script
    /// without spaces between words.
    var isPlain: Bool { text.utf8.allSatisfy { $0 < 0x80 } && !alternatives.joined().contains(where: \.isPrefix) }

    private static func next(_ rest: inout Substring) -> Term? {
        rest = rest.drop { $0.isWhitespace }
        guard !rest.isEmpty else { return nil }
        var term = Term(text: "")
        if rest.first == "-" {
            term.isNegated = true
            rest = rest.dropFirst()
        }
        if rest.first == "\"" {
            let phrase = rest.dropFirst().prefix { $0 != "\"" }
            term.isPhrase = true
            term.text = String(phrase)
            rest = rest.dropFirst(phrase.count + 2)
        } else {
            term.text = String(rest.prefix { !$0.isWhitespace && $0 != "\"" })
            rest = rest.dropFirst(term.text.count)
        }
        return term
    }

    /// Splits a word with `*` into terms: the last part becomes a prefix, and parts before punctuation (`sign-in*`)
    /// become separate words. Emoji and scripts without spaces match anywhere, so they need no prefix.
    private static func parts(of term: Term) -> [Term] {
        guard !term.isPhrase, term.text.last == "*" else { return term.text.isEmpty ? [] : [term] }
        var terms: [Term] = []
        var before = Piece.separator
        for character in term.text {
            let piece = Piece(character)
            if piece == before, piece != .separator {
                terms[terms.count - 1].text.append(character)
            } else if piece != .separator {
                terms.append(Term(text: String(character), isNegated: term.isNegated, isPrefix: piece == .word))
            }
            before = piece
        }
        for index in terms.indices {
            let isLast = index == terms.count - 1 && terms[index].text.unicodeScalars.count >= shortestPrefix
            terms[index].isPrefix = terms[index].isPrefix && isLast
            if terms[index].isPrefix { terms[index].text = terms[index].text.lowercased() }
        }
        return terms
    }

    /// The class of a character in a word with `*`.
    private enum Piece {
        /// Part of a word, in a script that separates words by spaces.
        case word
        /// Part of a run of other letters, emoji and other symbols beyond ASCII.
        case signs
        /// Not searched for.
        case separator

        init(_ character: Character) {
            guard character.isLetter || character.isNumber else {
                self = character.isASCII ? .separator : .signs
                return
            }
            self = character.unicodeScalars.allSatisfy(SearchText.isOfSpacedWords) ? .word : .signs
        }
    }

    /// Whether a letter belongs to a script that separates words by spaces.
    private static func isOfSpacedWords(_ scalar: Unicode.Scalar) -> Bool {
        // Up to Sinhala, Georgian to Ethiopic, and further Latin and Greek.
        scalar.value < 0x0E00 || (0x10A0...0x10FF).contains(scalar.value) || (0x1200...0x139F).contains(scalar.value)
            || (0x1E00...0x1FFF).contains(scalar.value)
    }
}

extension SearchText.Term {
    /// The text of a `tsquery` that finds at least the words with this prefix. Words are indexed by their stems, so a
    /// longer prefix may only match a shorter stem (`runni` matches `run`); the results are rechecked for such a word.
    /// Excluded terms cannot be rechecked, so for these only stems with this prefix count.
    var prefixQuery: String {
        guard !isNegated else { return "'\(text)':*" }
        let stems = (1...SearchText.longestEnding).map { String(text.dropLast($0)) }.filter { $0.count >= 2 }
        // "happy" has the stem "happi".
        let changed = text.hasSuffix("y") ? [String(text.dropLast() + "i")] : []
        return (["'\(text)':*"] + (stems + changed).map { "'\($0)'" }).joined(separator: " | ")
    }
}
