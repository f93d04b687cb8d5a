/// A regular expression whose time grows with its own size times the text's, whatever they are.
///
/// Authors of templates write patterns, callers send texts: an engine that backtracks would let one of them hold up a
/// gateway with `(a+)+$`. This one follows all alternatives side by side (Thompson, "Regular Expression Search
/// Algorithm", 1968), so it has no back references and no look-around; the rest is what JSON Schema recommends
/// (2020-12, core, section 6.4) and some more. As there, a pattern need only match somewhere in the text: `^` and `$`
/// hold it to the whole.
package struct LinearPattern: Sendable {
    /// The longest pattern, in characters.
    package static let maximumLength = 500
    /// The longest text that is matched, in characters. `MatchBudget` limits what it takes together with the pattern.
    package static let maximumTextLength = 16_384

    /// Why a text is no pattern.
    package struct Fault: Error, Sendable, Hashable {
        /// For people.
        package var detail: String
    }

    let program: [Instruction]

    /// Reads a pattern.
    package init(_ text: String) throws(Fault) {
        guard text.unicodeScalars.count <= Self.maximumLength else {
            throw Fault(detail: "must have at most \(Self.maximumLength) characters")
        }
        var parser = PatternParser(text)
        var compiler = PatternCompiler()
        try compiler.add(try parser.parse())
        compiler.finish()
        program = compiler.program
    }

    /// Whether the text matches somewhere. One that is too long does not.
    /// - Parameter budget: What the match may take; its steps are taken from it.
    /// - Throws: Where the budget is used up before the answer is known.
    package func matches(_ text: String, within budget: inout MatchBudget) throws(MatchBudget.Exhausted) -> Bool {
        let scalars = Array(text.unicodeScalars.prefix(Self.maximumTextLength + 1))
        guard scalars.count <= Self.maximumTextLength else { return false }
        var matcher = PatternMatcher(program)
        for place in 0...scalars.count {
            let before = place > 0 ? scalars[place - 1] : nil, after = place < scalars.count ? scalars[place] : nil
            if try matcher.step(before, after, within: &budget) { return true }
        }
        return false
    }

    /// One step of the machine.
    enum Instruction: Sendable, Equatable {
        /// One character of the set.
        case character(CharacterSet)
        /// Go on at both places.
        case split(Int, Int)
        /// Go on there.
        case jump(Int)
        /// A condition on the place.
        case assertion(Assertion)
        /// The text matches.
        case match
    }

    /// What a place must be.
    enum Assertion: Sendable, Equatable {
        case start, end, wordBoundary, noWordBoundary

        func holds(_ before: Unicode.Scalar?, _ after: Unicode.Scalar?) -> Bool {
            switch self {
            case .start: before == nil
            case .end: after == nil
            case .wordBoundary: (before?.isPatternWord ?? false) != (after?.isPatternWord ?? false)
            case .noWordBoundary: (before?.isPatternWord ?? false) == (after?.isPatternWord ?? false)
            }
        }
    }

    /// A set of characters.
    struct CharacterSet: Sendable, Equatable {
        var ranges: [ClosedRange<UInt32>]
        var isNegated = false

        /// The steps that looking for a character takes: one of another instruction takes as long as some thirty
        /// ranges.
        var steps: Int { 1 + ranges.count / 32 }

        func contains(_ scalar: Unicode.Scalar) -> Bool { ranges.contains { $0.contains(scalar.value) } != isNegated }
    }
}

extension Unicode.Scalar {
    fileprivate var isPatternWord: Bool { value < 0x80 && UInt8(value).isWordCharacter }
}
