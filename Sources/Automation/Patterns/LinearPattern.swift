/// A regular expression whose matching time is at most proportional to its size times the length of the text.
///
/// Patterns come from authors of templates and texts from callers. With a backtracking engine, either could block the
/// gateway with `(a+)+$`. This one follows all alternatives in parallel (Thompson, "Regular Expression Search
/// Algorithm", 1968), which excludes backreferences and lookaround. The rest is the subset that JSON Schema recommends
/// (2020-12, core, section 6.4) and some more. As in JSON Schema, a pattern may match anywhere in the text unless it is
/// anchored with `^` and `$`.
package struct LinearPattern: Sendable {
    /// The maximum length of a pattern, in characters.
    package static let maximumLength = 500
    /// The maximum length of a text, in characters. ``MatchBudget`` also limits the work for pattern and text together.
    package static let maximumTextLength = 16_384

    /// The reason why a pattern is invalid.
    package struct Fault: Error, Sendable, Hashable {
        /// A human-readable explanation.
        package var detail: String
    }

    let program: [Instruction]

    /// Parses and compiles a pattern.
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

    /// Whether the pattern matches anywhere in the text. Always false for a text longer than ``maximumTextLength``.
    /// - Parameter budget: The steps left; those of this match are subtracted.
    /// - Throws: ``MatchBudget/Exhausted`` if the budget is used up before the result is known.
    package func matches(_ text: String, within budget: inout MatchBudget) throws(MatchBudget.Exhausted) -> Bool {
        let scalars = Array(text.unicodeScalars.prefix(Self.maximumTextLength + 1))
        guard scalars.count <= Self.maximumTextLength else { return false }
        var matcher = PatternMatcher(program)
        for position in 0...scalars.count {
            let before = position > 0 ? scalars[position - 1] : nil
            let after = position < scalars.count ? scalars[position] : nil
            if try matcher.step(before, after, within: &budget) { return true }
        }
        return false
    }

    /// An instruction of the compiled program.
    enum Instruction: Sendable, Equatable {
        /// Match one character of the set.
        case character(CharacterSet)
        /// Continue at both instructions.
        case split(Int, Int)
        /// Continue at another instruction.
        case jump(Int)
        /// Continue if the assertion holds at the current position.
        case assertion(Assertion)
        /// The pattern has matched.
        case match
    }

    /// A condition on a position between two characters.
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

    /// A set of Unicode scalars, as ranges.
    struct CharacterSet: Sendable, Equatable {
        var ranges: [ClosedRange<UInt32>]
        var isNegated = false

        /// The cost of testing a character, in steps. Testing about 32 ranges takes as long as one other instruction.
        var steps: Int { 1 + ranges.count / 32 }

        func contains(_ scalar: Unicode.Scalar) -> Bool { ranges.contains { $0.contains(scalar.value) } != isNegated }
    }
}

extension Unicode.Scalar {
    fileprivate var isPatternWord: Bool { value < 0x80 && UInt8(value).isWordCharacter }
}
