import Testing
import TrackerKit

/// Active syntax, such as mentions, is neutralised in foreign text.
@Suite struct ActiveSyntaxTests {
    private static let all: ActiveSyntax = {
        var syntax = ActiveSyntax()
        syntax.commands = true
        syntax.mentions = true
        syntax.references = ["#", "!", "&"]
        syntax.numberedWords = ["GH-"]
        syntax.bracketedWords = ["issue"]
        return syntax
    }()

    /// The neutralised text, with `|` in place of each guard character.
    private static func shown(_ text: CarriedText, _ syntax: ActiveSyntax = all) -> String {
        syntax.neutralized(text).unicodeScalars.map { $0 == ActiveSyntax.guardCharacter ? "|" : String($0) }.joined()
    }

    @Test(arguments: [
        ("/close", "/|close"), ("Oh.\n/close", "Oh.\n/|close"), ("Oh.\r\n/move a/b", "Oh.\r\n/|move a/b"),
        (" \t/close", " \t/|close"),
        ("\u{A0}\u{FEFF}/close", "\u{A0}\u{FEFF}/|close"), ("x\r/close", "x\n/|close"), ("/\rclo\rse", "/\nclo\nse"),
        ("/CLOSE", "/|CLOSE"), ("> /close", "> /|close"), ("- /close", "- /|close"), ("1. /close", "1. /|close"),
        ("```\n/close\n```", "```\n/|close\n```"), (">>>\n/close\n>>>", ">>>\n/|close\n>>>"),
        ("/remove_due_date", "/|remove_due_date"),
    ])
    func `a line that begins with a command does not run it, wherever it is`(_ text: String, _ inert: String) {
        #expect(Self.shown(.foreign(text)) == inert)
    }

    @Test(arguments: ["\n", "\r", "\r\n", "\u{0B}", "\u{0C}", "\u{85}", "\u{2028}", "\u{2029}", "&#10;", "&#13;"])
    func `a command is inert after anything that a tracker may treat as the end of a line`(_ end: String) {
        // A carriage return alone ends a line in Markdown, but GitLab removes it, so it becomes a line feed.
        let shown = end == "\r" ? "\n" : end
        for (text, inert) in [
            ("x\(end)/close", "x\(shown)/|close"), ("/close\(end)", "/|close\(shown)"),
            ("/close\(end)/x", "/|close\(shown)"),
        ] {
            #expect(Self.shown(.foreign(text)).hasPrefix(inert), "\(text.debugDescription)")
        }
    }

    @Test(arguments: [
        "a /close", "/usr/bin/env: not found", "//comment", "/ close", "/*", "1/2", "https://a.example/close",
    ])
    func `a slash that begins no command is left as it is`(_ text: String) {
        #expect(Self.shown(.foreign(text)) == text)
    }

    @Test(arguments: [
        ("@all", "@|all"), ("Hi @bob!", "Hi @|bob!"), ("(@acme/team)", "(@|acme/team)"), ("_@all_", "_@|all_"),
        ("é@all", "é@|all"),
        ("&#64;all", "&#64;|all"), ("&#x40;all", "&#x40;|all"), ("&commat;all", "&commat;|all"),
        ("@&#97;ll", "@|&#97;ll"),
        ("`@all`", "`@|all`"), ("@@all", "@|@|all"),
    ])
    func `a mention notifies no one`(_ text: String, _ inert: String) {
        #expect(Self.shown(.foreign(text)) == inert)
    }

    /// HTML decodes numeric references of any length, and without a semicolon; Markdown does not.
    @Test(arguments: [
        ("<div>&#x00000040;all</div>", "<div>&#|x00000040;all</div>"),
        ("<div>&#x40root</div>", "<div>&#|x40root</div>"),
        ("<div>&#X40root</div>", "<div>&#|X40root</div>"), ("<div>&#x2C@all</div>", "<div>&#|x2C@all</div>"),
        ("<div>&#x00000023;7</div>", "<div>&#|x00000023;7</div>"), ("&#64all", "&#|64all"),
        ("&#00000064;all", "&#|00000064;all"), ("<div>&nbsp@all", "<div>&nbsp@|all"), ("&amp7", "&amp|7"),
        ("<div>https://a.example/&#x40all", "<div>https://a.example/&#|x40all"), ("@\rall", "@\nall"),
    ])
    func `a sign that only HTML decodes does not act`(_ text: String, _ inert: String) {
        #expect(Self.shown(.foreign(text)) == inert)
        let once = Self.all.neutralized(.foreign(text))
        #expect(Self.all.neutralized(.foreign(once)) == once)
        var mentions = ActiveSyntax()
        mentions.mentions = true
        if text.contains("&#x") { #expect(Self.shown(.foreign(text), mentions) == inert) }
    }

    @Test(arguments: [
        ("[issue\\:7]", "[|issue\\:7]"), ("GH\\-7", "GH\\-|7"), ("\\[issue:7]", "\\[|issue:7]"), ("\\#7", "\\#|7"),
        ("\\@all", "\\@|all"), ("GH\\\\-7", "GH\\\\-7"), ("a\\b", "a\\b"),
    ])
    func `an escape does not hide a sign`(_ text: String, _ inert: String) {
        #expect(Self.shown(.foreign(text)) == inert)
    }

    @Test(arguments: ["bob@example.com", "a @ b", "@", "100 @\n", "@\u{200B}all"])
    func `an at sign that mentions nobody is unchanged`(_ text: String) {
        #expect(Self.shown(.foreign(text)).replacing("|", with: "\u{200B}") == text)
    }

    @Test(arguments: [
        ("fixes #12", "fixes #|12"), ("acme/shop#12", "acme/shop#|12"), ("a!7 &3", "a!|7 &|3"), ("gh-12", "gh-|12"),
        ("&num;12", "&num;|12"), ("&amp;1", "&amp;|1"), ("[issue:12]", "[|issue:12]"),
        ("http://a/#12", "http://a/#|12"),
    ])
    func `a number of another ticket adds no note there`(_ text: String, _ inert: String) {
        #expect(Self.shown(.foreign(text)) == inert)
    }

    @Test(arguments: ["# Title", "C#", "#fff", "a && b", "5! = 120", "high-12", "[link](x)", "&#9;", "![](a.png)"])
    func `signs that name no ticket are left as they are`(_ text: String) {
        #expect(Self.shown(.foreign(text)) == text)
    }

    @Test(arguments: [
        ("https://a.example/x#12", "https://a.example/x#12"),
        ("https://a.example/@bob?a=1&2=3", "https://a.example/%40bob?a=1&2=3"),
        ("see (https://a.example/x) #12", "see (https://a.example/x) #|12"), ("http://a/@all", "http://a/@|all"),
        ("https://bob@a.example/", "https://bob@a.example/"),
        ("https://a.example/&#64;all", "https://a.example/%40all"),
    ])
    func `addresses stay complete`(_ text: String, _ inert: String) {
        #expect(Self.shown(.foreign(text)) == inert)
    }

    @Test func `the operator's own commands and mentions act`() {
        #expect(
            Self.shown(.own("/label ~error\n@oncall #1: ") + .foreign("/close")) == "/label ~error\n@oncall #1: /close")
        #expect(Self.shown(.own("/label ~") + .foreign("bug\n/close")) == "/label ~bug\n/|close")
        #expect(Self.shown(.own("Thank you, @") + .foreign("bob")) == "Thank you, @bob")
    }

    @Test(arguments: [
        ("all", "@|all"), ("ALL", "@|ALL"), ("here", "@|here"), ("channel", "@|channel"), ("everyone", "@|everyone"),
        ("board", "@|board"),
        ("card", "@|card"), ("acme/team", "@|acme/team"), ("&#97;ll", "@|&#97;ll"), ("all.", "@|all."), ("bob", "@bob"),
        ("allan", "@allan"),
        ("all-hands", "@all-hands"), ("bob/", "@|bob/"), ("", "@"),
    ])
    func `the operator's own sign mentions a person, and no group from the event`(_ name: String, _ shown: String) {
        #expect(Self.shown(.own("Thanks, @") + .foreign(name) + .own(" and @all")) == "Thanks, \(shown) and @all")
        let once = Self.all.neutralized(.own("@") + .foreign(name))
        #expect(Self.all.neutralized(.foreign(once)).unicodeScalars.count { $0 == ActiveSyntax.guardCharacter } <= 1)
        #expect(Self.shown(.own("bob@") + .foreign("all")) == "bob@all")
        #expect(Self.shown(.own("@acme/") + .foreign("team")) == "@acme/team")
        #expect(Self.shown(.own("@a") + .foreign("ll")) == "@|all")
    }

    private static let own: ActiveSyntax = {
        var syntax = all
        syntax.hosts = ["git.example"]
        syntax.pageWords = ["issues", "pull", "commit"]
        return syntax
    }()

    @Test(arguments: [
        ("https://git.example/a/b/issues/7", "https://git.example/a/b/issues|/7"),
        ("http://git.example/a/b/pull/7/files", "http://git.example/a/b/pull|/7/files"),
        ("[x](https://git.example/a/b/-/issues/7)", "[x](https://git.example/a/b/-/issues|/7)"),
        ("<https://GIT.example:443/a/b/Issues/7>", "<https://GIT.example:443/a/b/Issues|/7>"),
        ("https://www.git.example/a/b/commit/c0ffee", "https://www.git.example/a/b/commit|/c0ffee"),
        ("//git.example/a/b/issues/7", "//git.example/a/b/issues|/7"),
        ("https://u:p@git.example/a/b/issues/7", "https://u:p@git.example/a/b/issues|/7"),
        ("https&colon;//git&#46;example/a/b/issues&sol;7", "https&colon;//git&#46;example/a/b/issues|&sol;7"),
        ("https://git.example/a/b/is\\sues/7", "https://git.example/a/b/is\\sues/7"),
        ("[x](https://git\\.example/a/b/issues\\/7)", "[x](https://git\\.example/a/b/issues|\\/7)"),
        ("[x]: https://git.example/a/b/issues/7\n[x]", "[x]: https://git.example/a/b/issues|/7\n[x]"),
        ("<a href=\"https://git.example/a/b/issues/7\">x</a>", "<a href=\"https://git.example/a/b/issues|/7\">x</a>"),
        (
            "[https://a.example](https://git.example/a/b/issues/7)",
            "[https://a.example](https://git.example/a/b/issues|/7)"
        ),
        ("https://a.example)https://git.example/a/b/issues/7", "https://a.example)https://git.example/a/b/issues|/7"),
        ("https://git.example./a/b/issues/issues/7", "https://git.example./a/b/issues|/issues|/7"),
        ("xhttps://git.example/a/issues/7", "xhttps://git.example/a/issues|/7"),
    ])
    func `the URL of the tracker's own ticket adds no note there`(_ text: String, _ inert: String) {
        #expect(Self.shown(.foreign(text), Self.own) == inert)
        let once = Self.own.neutralized(.foreign(text))
        #expect(Self.own.neutralized(.foreign(once)) == once)
    }

    @Test(arguments: [
        "https://git.example/a/b/blob/main/README.md", "https://git.example/a/b/issues",
        "https://a.example/a/b/issues/7",
        "https://api.git.example/a/b/issues/7", "https://git.example:8443/a/b/issues/7",
        "https://git.example.org/a/b/issues/7",
        "https://my-git.example/a/b/issues/7",
        "https://web.archive.example/web/https://git.example/a/b/issues/7", "https://git.example@a.example/x/issues/7",
        "[a](https://git.example/a) https://a.example/issues/7", "|https://git.example/a|https://a.example/issues/7|",
        "git.example issues/7",
    ])
    func `other addresses work`(_ text: String) {
        #expect(Self.shown(.foreign(text), Self.own) == text)
    }

    @Test func `the operator's own URLs work, and so does the link to the ticket from which a text was copied`() {
        let page = "https://git.example/a/b/issues/7"
        #expect(Self.shown(.own(page), Self.own) == page)
        #expect(Self.shown(.own("https://git.example/a/b/issues/") + .foreign("7"), Self.own) == page)
        #expect(
            Self.shown(.own("https://git.example/") + .foreign("a/b/issues/7"), Self.own)
                == "https://git.example/a/b/issues|/7")
        let text = CarriedText.own("From ") + .foreign(page) + .own(": ") + .foreign("see \(page)")
        #expect(
            Self.shown(text.owning(addresses: [page]), Self.own)
                == "From \(page): see https://git.example/a/b/issues|/7")
        let odd = "https://git.example/a/b/issues/7?x=@all"
        #expect(CarriedText.foreign(odd).owning(addresses: [odd]) == .foreign(odd))
    }

    @Test func `many addresses take time in proportion to the length`() {
        for text in [
            "https://git.example/a/b/issues/7 ", "https://git.example/issues/", "https://a.example/", "git.example/",
            "@a/", "/\r",
        ] {
            let long = String(repeating: text, count: 10_000 / text.utf8.count)
            #expect(Self.own.neutralized(.own("@") + .foreign(long)).utf8.count >= long.utf8.count)
        }
    }

    @Test func `a command that begins in one part and ends in another does not run`() {
        #expect(Self.shown(.foreign("/") + .foreign("close")) == "/|close")
        #expect(Self.shown(.own("/") + .foreign("close")) == "/|close")
        #expect(Self.shown(.own("Error:\n") + .foreign("  ") + .foreign("/close")) == "Error:\n  /|close")
        // The operator's own path follows a value that ends its line, or is empty.
        #expect(Self.shown(.own("See ") + .foreign("a\n") + .own("/close")) == "See a\n/|close")
        #expect(Self.shown(.own("See\n") + .foreign("") + .own("/close")) == "See\n/|close")
        #expect(Self.shown(.own("See ") + .foreign("a\n") + .own("\n/close")) == "See a\n\n/close")
    }

    /// GitLab's syntax.
    private static let gitLab: ActiveSyntax = {
        var syntax = own
        syntax.numberedWords = ["GL-"]
        syntax.numberedWordsStandAlone = false
        syntax.commitIDs = true
        syntax.percentEncoding = true
        return syntax
    }()

    @Test(arguments: [
        ("GL-7 and xGL-7", "GL-|7 and xGL-|7"), ("&#71;L-7", "&#71;L-|7"), ("[&#105;ssue:7]", "[|&#105;ssue:7]"),
        ("[x](%40all)", "[x](%40|all)"), ("[y](%237)", "[y](%23|7)"),
        ("<a href=\"%217\">z</a>", "<a href=\"%21|7\">z</a>"),
        ("[x](a/b%237)", "[x](a/b%23|7)"), ("[x](%2&#51;7)", "[x](%2&#51;|7)"),
        ("[x](&percnt;40all)", "[x](&percnt;40|all)"),
        ("[x](\\%40all)", "[x](\\%40|all)"), ("[x](%47L-7)", "[x](%47L-|7)"), ("[x](%5Bissue:7])", "[x](%5B|issue:7])"),
        ("https://git.example/a/-/issues%2F7", "https://git.example/a/-/issues|%2F7"),
        ("https://git.example/a/-/%69ssues/7", "https://git.example/a/-/%69ssues|/7"),
        ("[x](https://git%2Eexample/a/-/issues/7)", "[x](https://git%2Eexample/a/-/issues|/7)"),
        ("deadbeef1", "deadbe|ef1"), ("a/b@deadbeef1.", "a/b@deadbe|ef1."), ("_DEADBEEF1_", "_DEADBE|EF1_"),
        ("0123456789abcdef0123456789abcdef01234567", "012345|6789ab|cdef01|234567|89abcd|ef0123|4567"),
        ("[x](a/b%40deadbeef1)", "[x](a/b%40dead|beef1)"), ("%4deadbeef1", "%4deadb|eef1"),
        ("%64eadbeef1", "%64ead|beef1"),
        ("&#100;eadbeef1", "&#100;|eadbee|f1"), ("deadbeef1%61", "deadbe|ef1%61"),
        ("<div>https://a.b/deadbeef1</div>", "<div>https://a.b/deadbe|ef1</div>"),
        ("<div>https://a.b/[issue:7] deadbeef1", "<div>https://a.b/[|issue:7] deadbe|ef1"),
    ])
    func `quick actions that GitLab decodes, and commits, leave no note`(_ text: String, _ inert: String) {
        #expect(Self.shown(.foreign(text), Self.gitLab) == inert)
        let once = Self.gitLab.neutralized(.foreign(text))
        #expect(Self.gitLab.neutralized(.foreign(once)) == once)
        #expect(Self.shown(.own(text), Self.gitLab) == text)
    }

    @Test(arguments: ["_", "&lowbar;", "&UnderBar;", "&#95;", "&#x5F;", "&#0000095;"])
    func `every entity of a character of a reference is decoded`(_ sign: String) {
        var syntax = Self.gitLab
        syntax.bracketedWords = ["work_item"]
        syntax.pageWords = ["merge_requests"]
        #expect(Self.shown(.foreign("[work\(sign)item:7]"), syntax) == "[|work\(sign)item:7]")
        let page = "https://git.example/a/b/-/merge\(sign)requests"
        #expect(Self.shown(.foreign("[x](\(page)/7)"), syntax) == "[x](\(page)|/7)")
    }

    @Test(arguments: [
        "1234567", "defaced", "abc123", "0x7ffee3b4", "xdeadbeef1", "100%", "%2", "a%20b",
        "https://a.example/%40bob/%237",
        "https://a.example/commit/deadbeef1", "0123456789abcdef0123456789abcdef012345678",
    ])
    func `words that name no commit are left as they are`(_ text: String) {
        #expect(Self.shown(.foreign(text), Self.gitLab) == text)
    }

    @Test func `encoded signs take time in proportion to the length`() {
        for text in ["%61", "%40", "&#100;", "deadbeef1%61", "https://a.example/<b>#7"] {
            let long = String(repeating: text, count: 10_000 / text.utf8.count)
            #expect(Self.gitLab.neutralized(.foreign(long)).utf8.count >= long.utf8.count)
        }
    }

    @Test(arguments: [
        ("https://a.b_c/(#7", "https://a.b_c/(#|7"), ("https://a.b_c.d/(#7", "https://a.b_c.d/(#|7"),
        ("https://a.b_c./#7", "https://a.b_c./#|7"),
        ("https://a.b.é_c/(#7", "https://a.b.é_c/(#|7"), ("<div>https://a.b/(#7</div>", "<div>https://a.b/(#|7</div>"),
        ("<!-- x\nhttps://a.b/(gh-7", "<!-- x\nhttps://a.b/(gh-|7"),
        ("<div>https://a.b/[issue:7]</div>", "<div>https://a.b/[|issue:7]</div>"),
        ("<div>https://a.b/(#7/@bob", "<div>https://a.b/(#|7/@|bob"),
        ("<https://a.b/(#7> https://a.b/#7", "<https://a.b/(#7> https://a.b/#7"),
        ("https://a_b.c.d/#7", "https://a_b.c.d/#7"),
    ])
    func `a number in a URL that does not become a link adds no note`(_ text: String, _ inert: String) {
        #expect(Self.shown(.foreign(text)) == inert)
        let once = Self.all.neutralized(.foreign(text))
        #expect(Self.all.neutralized(.foreign(once)) == once)
    }

    @Test(arguments: [
        ("a `b\n/close\nc` d", "a `b\n/close\nc d", "a `b\n/|close\nc d"), ("/close\nx", "/close\nx", "/close\nx"),
        ("> /close\n\nHi @bob", "> /close\n\nHi @bob !", "> /|close\n\nHi @bob !"),
    ])
    func `a change does not activate a command that precedes it`(present: String, text: String, inert: String) {
        #expect(Self.shown(.foreign(text, inPlaceOf: present)) == inert)
    }

    @Test(arguments: [
        ("a `x @all y` b", "a `x @all y b"), ("a `x @all y` b", "a ` `x @all y` b"),
        ("para\n\n    x @all y\n", "para\n    x @all y\n"), ("a <!-- x @all y --> b", "a x @all y --> b"),
        ("[a](http://e.example \"x @all y\") b", "[a] (http://e.example \"x @all y\") b"),
        ("a\n\n<div title=\"x @all y\">\n</div>\n", "a\n\ndiv title=\"x @all y\">\n</div>\n"),
        ("a\n\n> x\ny @all z", "a\n\nx\ny @all z"), ("a $`x @all y`$", "a `x @all y`$"),
        ("---\nx @all y\n---", "x\nx @all y\n---"), ("[^1]: x @all y", "a [^1]\n\n[^1]: x @all y"),
    ])
    func `a change does not activate a mention that had no effect`(present: String, text: String) {
        #expect(Self.shown(.foreign(text, inPlaceOf: present)) == text.replacing("@all", with: "@|all"))
        // Without a change, the text stays as it is.
        #expect(Self.shown(.foreign(present, inPlaceOf: present)) == present)
    }

    @Test(arguments: [
        ("Hi @bob.\n\n> quoted @bob\n\nBye", "Hi @bob.\n\n> quoted @bob\n\nBye!"),
        ("Hi @bob, see - this", "Hi @bob, see - that"), ("# Title\n\n* @bob\n* x", "# Title\n\n* @bob\n* y"),
    ])
    func `mentions of ordinary text that is changed elsewhere are kept`(present: String, text: String) {
        #expect(Self.shown(.foreign(text, inPlaceOf: present)) == text)
    }

    @Test(arguments: ["/close\n@all fixes #12 GH-7 [issue:3]", "https://a.example/@bob &#64;all"])
    func `text that is already inert is unchanged`(_ text: String) {
        let once = Self.all.neutralized(.foreign(text))
        #expect(Self.all.neutralized(.foreign(once)) == once)
        #expect(once != text)
    }

    @Test func `without an action nothing changes`() {
        #expect(ActiveSyntax.none.neutralized(.foreign("/close @all #1")) == "/close @all #1")
    }
}
