/// The text of a search, taken apart as `websearch_to_tsquery` does: words, `"phrases"`, `-` before what must be
/// missing, `or` between alternatives. In addition, `*` at the end of a word makes it the beginning of words.
struct SearchText: Hashable {
    /// One part of it.
    struct Term: Hashable {
        /// A word, the text between quotation marks, or the beginning of words.
        var text: String
        var isPhrase = false
        var isNegated = false
        var isPrefix = false
    }

    /// The alternatives; of each, all terms must hold.
    private(set) var alternatives: [[Term]] = []
    /// The whole, as it was typed.
    let text: String

    /// A prefix of one letter would find nearly every ticket.
    private static let shortestPrefix = 2
    /// Stemming takes off endings of up to so many letters: `ization`.
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

    /// Whether PostgreSQL's own parser reads it the same way: there is neither a prefix nor a character of those that
    /// have no spaces between words.
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

    /// A word with `*` behind it as a prefix; what stands before a sign within it (`sign-in*`) as words of their own.
    /// Of emoji and of scripts without spaces any part is found, so that a prefix of those is nothing special.
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

    /// What a character of a word with `*` belongs to.
    private enum Piece {
        /// A word of a script that puts spaces between words.
        case word
        /// A run of other letters, of emoji, and of further signs beyond ASCII.
        case signs
        /// Nothing that is looked for.
        case separator

        init(_ character: Character) {
            guard character.isLetter || character.isNumber else {
                self = character.isASCII ? .separator : .signs
                return
            }
            self = character.unicodeScalars.allSatisfy(SearchText.isOfSpacedWords) ? .word : .signs
        }
    }

    /// Whether a letter is of a script that puts spaces between words.
    private static func isOfSpacedWords(_ scalar: Unicode.Scalar) -> Bool {
        // Up to Sinhala, and Georgian to Ethiopic, further Latin and Greek.
        scalar.value < 0x0E00 || (0x10A0...0x10FF).contains(scalar.value) || (0x1200...0x139F).contains(scalar.value)
            || (0x1E00...0x1FFF).contains(scalar.value)
    }
}

extension SearchText.Term {
    /// The text of a `tsquery` that finds at least the words that begin so. Words are indexed by their stems, so a
    /// longer beginning may be found by a shorter stem (`runni` by `run`): whether the ticket really has such a word is
    /// looked at afterwards. Of what must be missing, that can't be done, and only stems that begin so count.
    var prefixQuery: String {
        guard !isNegated else { return "'\(text)':*" }
        let stems = (1...SearchText.longestEnding).map { String(text.dropLast($0)) }.filter { $0.count >= 2 }
        // "happy" has the stem "happi".
        let changed = text.hasSuffix("y") ? [String(text.dropLast() + "i")] : []
        return (["'\(text)':*"] + (stems + changed).map { "'\($0)'" }).joined(separator: " | ")
    }
}
