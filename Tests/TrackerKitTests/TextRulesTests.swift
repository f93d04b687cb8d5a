import Testing
import TrackerKit

/// Texts are truncated to the tracker's limits.
@Suite struct TextRulesTests {
    private static let source = "https://a.example/7"

    private static func rules(_ unit: TextRules.Unit = .characters, title: Int = 10, body: Int = 100) -> TextRules {
        TextRules(unit: unit, title: title, body: body, comment: body)
    }

    @Test func `a title that fits is unchanged, and a longer one ends with an ellipsis`() {
        let rules = Self.rules()
        #expect(rules.carried(title: .foreign("0123456789")) == "0123456789")
        #expect(rules.carried(title: .foreign("01234567890")) == "012345678…")
        #expect(rules.carried(title: .foreign("a\n b")) == "a b")
        #expect(rules.carried(title: .foreign("01234567 90")) == "01234567…")
    }

    @Test func `a cut leaves no commit id where ids act`() {
        let checksum = "a" + String(repeating: "0123456789", count: 6) + "abc"
        let prose = String(repeating: "word ", count: 7)
        var rules = Self.rules(title: 41, body: 41)
        #expect(rules.carried(title: .foreign(checksum)) == String(checksum.prefix(40)) + "…")
        rules.activeInTitles.commitIDs = true
        rules.activeInTexts.commitIDs = true
        #expect(rules.carried(title: .foreign(checksum)) == "a01234…")
        #expect(rules.carried(body: .foreign(checksum), source: nil) == "a01234…")
        rules.title = 43
        #expect(rules.carried(title: .foreign(prose + "a1b2c3d4xyz")) == prose + "a1b2c3…")
        // Words that are no ids are kept.
        #expect(rules.carried(title: .foreign(prose + "acceded to")) == prose + "acceded…")
        #expect(rules.carried(title: .foreign(prose + "xa1b2c3d4")) == prose + "xa1b2c3…")
        #expect(rules.carried(title: .foreign(prose + "123456789")) == prose + "1234567…")
    }

    @Test func `lengths are counted as the tracker counts`() {
        let emoji = String(repeating: "😀", count: 10)
        #expect(Self.rules().carried(title: .foreign(emoji)) == emoji)
        #expect(Self.rules(.utf16).carried(title: .foreign(emoji)) == "😀😀😀😀…")
        #expect(Self.rules(.bytes).carried(title: .foreign(emoji)) == "😀…")
    }

    @Test func `grapheme clusters are not cut in two`() {
        let family = "👨‍👩‍👧‍👦"
        #expect(Self.rules().carried(title: .foreign("12345" + family + "89")) == "12345…")
        #expect(Self.rules().carried(title: .foreign("123456789e\u{301}")) == "123456789…")
        let marks = "a" + String(repeating: "\u{301}", count: 50)
        #expect(Self.rules().carried(title: .foreign(marks)).unicodeScalars.count == 10)
    }

    @Test func `a shortened text ends with an ellipsis and a link to the full text`() {
        let text = Self.rules().carried(body: .foreign(String(repeating: "b", count: 101)), source: Self.source)
        #expect(text.hasSuffix("b…\n\n[Full text](https://a.example/7)"))
        #expect(text.unicodeScalars.count == 100)
        let whole = String(repeating: "b", count: 100)
        #expect(Self.rules().carried(body: .foreign(whole), source: Self.source) == whole)
        #expect(
            Self.rules().carried(comment: .foreign(whole + "b"), source: nil) == String(repeating: "b", count: 99) + "…"
        )
    }

    @Test func `space for the marker is reserved in bodies, not in comments`() {
        var rules = Self.rules()
        rules.marker = 10
        let text = String(repeating: "b", count: 95)
        #expect(rules.carried(body: .foreign(text), source: nil).unicodeScalars.count == 90)
        #expect(rules.carried(comment: .foreign(text), source: nil) == text)
    }

    @Test(arguments: [
        ("```swift\n", "\n```\n\n"), ("~~~~\n", "\n~~~~\n\n"), ("  ```\n", "\n  ```\n\n"), ("```\na\n```\n", "…\n\n"),
        ("    ```\n", "…\n\n"), ("```a`b\n", "…\n\n"), ("~~~\n```\n", "\n~~~\n\n"),
        ("<pre>\n\n", "\n</pre>\n\n"), ("<Script>\n", "\n</script>\n\n"), ("<pre>a</pre>\n", "…\n\n"),
        ("<?php\n", "\n?>\n\n"),
        ("<details>\n```\n\n", "…\n\n"), ("<details>\n\n```\n", "\n```\n\n"), ("<br>\n\n~~~\n", "\n~~~\n\n"),
        ("<!-->\n```\n-->\n", "\n```\n\n"),
        ("a\n<x>\n```\n", "\n```\n\n"), ("<x>\n```\n\n", "…\n\n"), ("> ```\n-\n  ``` sh\nb\n", "…\n\n"),
        ("<!-- a\n", "\n-->\n\n"),
        ("- <!--\n  ", "\n  -->\n\n"), ("<!-- a -->\n", "…\n\n"), ("<!--\n-->\n", "…\n\n"),
        ("a <!--\n", "…\n\n"),
        ("```\n<!--\n```\n", "…\n\n"), ("<!--\n```\n", "\n-->\n\n"), ("- ```\n  ", "\n  ```\n\n"),
        ("10. ~~~\n    ", "\n    ~~~\n\n"),
        ("- a\n\n  1. ```\n     ", "\n     ```\n\n"),
        ("- a\n  ```\n  ", "\n  ```\n\n"), ("- ```\n", "…\n\n"), ("- ```\n  a\n  ```\n  ", "…\n\n"),
        ("- a\n  ```\n  b\nc\n  ", "…\n\n"),
        ("> ```\n> ", "…\n\n"), ("- a\n\n      ```\n      ", "…\n\n"), ("-\t```\n\t", "\n    ```\n\n"),
        ("-\n  ```\n  ", "\n  ```\n\n"),
        ("-\n\n  ```\nb\n", "\n  ```\n\n"), ("- ```\n\n\n  ", "\n  ```\n\n"), ("- - -\n```\n", "\n```\n\n"),
        ("a\n2. ```\nb", "…\n\n"),
        ("a\n1. ```\n   b", "\n   ```\n\n"), ("-```\n", "…\n\n"), ("- a\nb\n  ```\n  ", "\n  ```\n\n"),
    ])
    func `an open block is closed before the link`(_ beginning: String, _ ending: String) {
        let text = Self.rules().carried(
            body: .foreign(beginning + String(repeating: "b", count: 100)), source: Self.source)
        #expect(text.hasSuffix(ending + "[Full text](https://a.example/7)"), "\(text)")
        #expect(text.unicodeScalars.count <= 100)
        #expect(text.contains("b…"))
    }

    @Test(arguments: [("- ```", "  "), ("1. ~~~", "   "), ("- a\n\n  - ```", "    ")])
    func `a cut behind a block in a list item leaves the block closed`(_ beginning: String, _ indent: String) {
        let fence = String(beginning.suffix(3))
        for length in 20..<75 {
            let block = "\(beginning)\n\(indent)" + String(repeating: "b", count: length) + "\n\(indent)\(fence)\n"
            let fitted = Self.rules().carried(
                body: .foreign(block + String(repeating: "c", count: 100)), source: Self.source)
            #expect(fitted.unicodeScalars.count <= 100)
            #expect(fitted.split(separator: "\n").count { $0 == indent + fence } == 1, "\(fitted)")
            #expect(fitted.hasSuffix("\n\n[Full text](https://a.example/7)"))
        }
    }

    @Test func `a text with many list items takes time in proportion to its length`() {
        for line in ["- ```\n", "- a\n", "- - - a\n", "  ```\n", "> a\n", "*\n", "- ", "+ * "] {
            let text = String(repeating: line, count: 50_000 / line.utf8.count)
            #expect(Self.rules(body: 30_000).carried(body: .foreign(text), source: nil).unicodeScalars.count <= 30_000)
        }
    }

    @Test(arguments: ["```", "~~~", "  ```"])
    func `a cut right behind a block of code leaves the block closed`(_ fence: String) {
        // The lengths put the cut inside the closing fence, directly after it, and in the text that follows.
        for length in 20..<75 {
            let text =
                "\(fence)\n" + String(repeating: "b", count: length) + "\n\(fence)\n"
                + String(repeating: "c", count: 100)
            let fitted = Self.rules().carried(body: .foreign(text), source: Self.source)
            #expect(fitted.unicodeScalars.count <= 100)
            #expect(!fitted.contains("\(fence)…"), "\(fitted)")
            #expect(fitted.split(separator: "\n").count { $0 == fence } == 2, "\(fitted)")
            #expect(fitted.hasSuffix("\n\n[Full text](https://a.example/7)"))
        }
    }

    @Test func `a block whose end marker uses all the space is omitted`() {
        let fence = String(repeating: "`", count: 60)
        let text = Self.rules().carried(
            body: .foreign("Oh.\n\(fence)\n" + String(repeating: "b", count: 100)), source: Self.source)
        #expect(text == "Oh.\n…\n\n[Full text](https://a.example/7)")
    }

    @Test func `a source without a page is named`() {
        let text = Self.rules().carried(body: .foreign(String(repeating: "b", count: 101)), source: "demo 7")
        #expect(text.hasSuffix("b…\n\nFull text: demo 7"))
    }

    @Test func `plain text has a plain link`() {
        var rules = Self.rules()
        rules.format = .text
        let text = rules.carried(body: .foreign("```\n" + String(repeating: "b", count: 100)), source: Self.source)
        #expect(text.hasSuffix("b…\n\nFull text: https://a.example/7"))
    }

    @Test func `the longest text that the API accepts is a limit for every tracker`() {
        let text = String(repeating: "b", count: TextRules.longestText + 1)
        let rules = TextRules(title: 2_000_000, body: 2_000_000, comment: 2_000_000)
        #expect(rules.carried(comment: .foreign(text), source: nil).unicodeScalars.count == TextRules.longestText)
        #expect(rules.carried(title: .foreign(text)).unicodeScalars.count == TextRules.longestTitle)
    }
}
