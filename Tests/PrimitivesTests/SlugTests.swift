import Primitives
import Testing

@Suite struct SlugTests {
    @Test(arguments: ["a", "0", "a-b", "website", "9-", "a--b", String(repeating: "a", count: 63)])
    func `letters, digits and hyphens are a slug`(_ text: String) throws {
        #expect(Slug.isValid(text))
        #expect(try Regex(Slug.pattern).wholeMatch(in: text) != nil)
    }

    @Test(arguments: [
        "", "-", "-a", "A", "a_b", "a b", "a.b", "a/b", "ä", "a\u{301}", "a\n", "a\0", "٣", "ａ", "..",
        String(repeating: "a", count: 64),
    ])
    func `other text is not a slug`(_ text: String) throws {
        #expect(!Slug.isValid(text))
        #expect(try Regex(Slug.pattern).wholeMatch(in: text) == nil)
    }

    @Test func `the pattern allows the maximum length`() {
        #expect(Slug.pattern.contains("{0,\(Slug.maximumLength - 1)}"))
    }
}
