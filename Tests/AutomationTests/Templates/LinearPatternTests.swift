import Automation
import Testing

@Suite struct LinearPatternTests {
    @Test(arguments: [
        ("^v?\\d+\\.\\d+$", "v1.22", true), ("^v?\\d+\\.\\d+$", "1.22.3", false), ("b", "abc", true),
        ("^b", "abc", false),
        ("^(a|bc)*$", "abcbca", true), ("^(a|bc)*$", "abb", false), ("^[A-Z]{2,4}-\\d+$", "ABC-12", true),
        ("^[A-Z]{2,4}-\\d+$", "A-1", false),
        ("^[A-Z]{2,4}-\\d+$", "ABCDE-1", false), ("^[^,\\s]+$", "a b", false), ("^[^,\\s]+$", "ab", true),
        ("\\bcat\\b", "a cat!", true),
        ("\\bcat\\b", "concat", false), ("^.{3}$", "äöü", true), ("^.$", "\n", false), ("^\\x41\\u00e4$", "Aä", true),
        ("^(?:a+?b)??$", "", true),
        ("^(?<year>\\d{4})$", "2026", true), ("^[\\]\\-]+$", "]-", true), ("^[a-]+$", "a-a", true), ("^$", "", true),
        ("^\\S*$", "a b", false),
        ("^\\w+@\\w+\\.(org|com)$", "me@example.org", true), ("^a{0}b$", "b", true), ("^a{2}$", "aaa", false),
        ("^[\\W]$", "-", true),
        ("^[\\W]$", "a", false), ("\\$\\(", "cost $(", true), ("(|a)+", "", true), ("^(a?){3}$", "aa", true),
        ("^a{1,}$", "aaaa", true),
    ])
    func `patterns match as specified by ECMA-262`(pattern: String, text: String, matches: Bool) throws {
        #expect(try LinearPattern(pattern).matches(text) == matches)
    }

    @Test(arguments: [
        "(", ")", "[a", "a{2", "a{3,2}", "a{x}", "*a", "a**", "\\1", "(?=a)", "(?!a)", "(?<=a)", "(?<!a)", "\\p{L}",
        "[z-a]", "\\", "\\x4",
        "(((((a{10}){10}){10}){10}){10})", "a{1001}", "[\\d-z]",
    ])
    func `invalid or expensive patterns are refused`(pattern: String) {
        #expect(throws: LinearPattern.Fault.self) { try LinearPattern(pattern) }
    }

    @Test func `deep groups and long patterns are refused without a crash`() {
        #expect(throws: LinearPattern.Fault.self) { try LinearPattern(String(repeating: "(", count: 200)) }
        #expect(throws: LinearPattern.Fault.self) { try LinearPattern(String(repeating: "a", count: 501)) }
    }

    @Test(
        .timeLimit(.minutes(1)),
        arguments: ["^(a+)+$", "^(a|aa)+$", "(a*)*b", "^(\\w+\\s?)*$", "(.*)*x", "^(((a?){20})+)+$"])
    func `patterns that take other engines years are fast`(pattern: String) throws {
        let text = String(repeating: "a", count: LinearPattern.maximumTextLength - 1) + "!"
        #expect(try !LinearPattern(pattern).matches(text))
    }

    @Test func `a text that is too long does not match`() throws {
        #expect(try !LinearPattern("a").matches(String(repeating: "a", count: LinearPattern.maximumTextLength + 1)))
    }

    @Test func `a match ends when its budget of steps is used up`() throws {
        var budget = MatchBudget()
        let text = String(repeating: "x", count: LinearPattern.maximumTextLength)
        #expect(throws: MatchBudget.Exhausted.self) {
            try LinearPattern("(x{0,9}y?){0,40}z").matches(text, within: &budget)
        }
        #expect(budget.steps == 0)
        #expect(throws: MatchBudget.Exhausted.self) { try LinearPattern("^x").matches("x", within: &budget) }
    }

    @Test func `an ordinary pattern takes at most its size times the length of the text`() throws {
        var budget = MatchBudget()
        let text = String(repeating: "x", count: LinearPattern.maximumTextLength)
        #expect(try !LinearPattern("[a-z]{30}!").matches(text, within: &budget))
        let spent = MatchBudget.maximumSteps - budget.steps
        #expect(spent <= 32 * (LinearPattern.maximumTextLength + 1))
        #expect(spent >= 30 * (LinearPattern.maximumTextLength - 30))
    }

    @Test func `a large character set takes more steps than a small one`() throws {
        let text = String(repeating: "x", count: LinearPattern.maximumTextLength)
        let many = String(String.UnicodeScalarView((0x4E00..<0x4E00 + 450).compactMap(Unicode.Scalar.init)))
        var budget = MatchBudget()
        #expect(try !LinearPattern("[yzx]{20}!").matches(text, within: &budget))
        budget = MatchBudget()
        #expect(throws: MatchBudget.Exhausted.self) {
            try LinearPattern("[\(many)x]{20}!").matches(text, within: &budget)
        }
    }
}

extension LinearPattern {
    fileprivate func matches(_ text: String) throws -> Bool {
        var budget = MatchBudget()
        return try matches(text, within: &budget)
    }
}
