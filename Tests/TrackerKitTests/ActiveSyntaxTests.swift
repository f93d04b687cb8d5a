import Testing
import TrackerKit

/// What acts in a text is made inert where it is foreign.
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

    /// The text with each guard shown as `|`.
    private static func shown(_ text: CarriedText, _ syntax: ActiveSyntax = all) -> String {
        syntax.neutralized(text).unicodeScalars.map { $0 == ActiveSyntax.guardCharacter ? "|" : String($0) }.joined()
    }

    @Test(arguments: [
        ("/close", "/|close"), ("Oh.\n/close", "Oh.\n/|close"), ("Oh.\r\n/move a/b", "Oh.\r\n/|move a/b"), (" \t/close", " \t/|close"),
        ("\u{A0}\u{FEFF}/close", "\u{A0}\u{FEFF}/|close"), ("x\r/close", "x\r/|close"), ("/\rclo\rse", "/|\rclo\rse"),
        ("/CLOSE", "/|CLOSE"), ("> /close", "> /|close"), ("- /close", "- /|close"), ("1. /close", "1. /|close"),
        ("```\n/close\n```", "```\n/|close\n```"), (">>>\n/close\n>>>", ">>>\n/|close\n>>>"), ("/remove_due_date", "/|remove_due_date"),
    ])
    func `a line that begins with a command does not run it, wherever it stands`(_ text: String, _ inert: String) {
        #expect(Self.shown(.foreign(text)) == inert)
    }

    @Test(arguments: ["a /close", "/usr/bin/env: not found", "//comment", "/ close", "/*", "1/2", "https://a.example/close"])
    func `a slash that begins no command is left as it is`(_ text: String) {
        #expect(Self.shown(.foreign(text)) == text)
    }

    @Test(arguments: [
        ("@all", "@|all"), ("Hi @bob!", "Hi @|bob!"), ("(@acme/team)", "(@|acme/team)"), ("_@all_", "_@|all_"), ("é@all", "é@|all"),
        ("&#64;all", "&#64;|all"), ("&#x40;all", "&#x40;|all"), ("&commat;all", "&commat;|all"), ("@&#97;ll", "@|&#97;ll"),
        ("`@all`", "`@|all`"), ("@@all", "@|@|all"),
    ])
    func `a mention notifies nobody`(_ text: String, _ inert: String) {
        #expect(Self.shown(.foreign(text)) == inert)
    }

    @Test(arguments: ["bob@example.com", "a @ b", "@", "100 @\n", "@\u{200B}all"])
    func `an at sign that names nobody is left as it is`(_ text: String) {
        #expect(Self.shown(.foreign(text)).replacing("|", with: "\u{200B}") == text)
    }

    @Test(arguments: [
        ("fixes #12", "fixes #|12"), ("acme/shop#12", "acme/shop#|12"), ("a!7 &3", "a!|7 &|3"), ("gh-12", "gh-|12"),
        ("&num;12", "&num;|12"), ("&amp;1", "&amp;|1"), ("[issue:12]", "[|issue:12]"), ("http://a/#12", "http://a/#|12"),
    ])
    func `a number of another ticket leaves no note there`(_ text: String, _ inert: String) {
        #expect(Self.shown(.foreign(text)) == inert)
    }

    @Test(arguments: ["# Title", "C#", "#fff", "a && b", "5! = 120", "high-12", "[link](x)", "&#9;", "![](a.png)"])
    func `signs that name no ticket are left as they are`(_ text: String) {
        #expect(Self.shown(.foreign(text)) == text)
    }

    @Test(arguments: [
        ("https://a.example/x#12", "https://a.example/x#12"), ("https://a.example/@bob?a=1&2=3", "https://a.example/%40bob?a=1&2=3"),
        ("see (https://a.example/x) #12", "see (https://a.example/x) #|12"), ("http://a/@all", "http://a/@|all"),
        ("https://bob@a.example/", "https://bob@a.example/"), ("https://a.example/&#64;all", "https://a.example/%40all"),
    ])
    func `addresses stay whole`(_ text: String, _ inert: String) {
        #expect(Self.shown(.foreign(text)) == inert)
    }

    @Test func `the operator's own commands and mentions act`() {
        #expect(Self.shown(.own("/label ~error\n@oncall #1: ") + .foreign("/close")) == "/label ~error\n@oncall #1: /close")
        #expect(Self.shown(.own("/label ~") + .foreign("bug\n/close")) == "/label ~bug\n/|close")
        #expect(Self.shown(.own("Thank you, @") + .foreign("bob")) == "Thank you, @bob")
    }

    @Test func `a command that begins in one part and ends in another does not run`() {
        #expect(Self.shown(.foreign("/") + .foreign("close")) == "/|close")
        #expect(Self.shown(.own("/") + .foreign("close")) == "/|close")
        #expect(Self.shown(.own("Error:\n") + .foreign("  ") + .foreign("/close")) == "Error:\n  /|close")
    }

    @Test(arguments: ["/close\n@all fixes #12 GH-7 [issue:3]", "https://a.example/@bob &#64;all"])
    func `what was made inert once stays as it is`(_ text: String) {
        let once = Self.all.neutralized(.foreign(text))
        #expect(Self.all.neutralized(.foreign(once)) == once)
        #expect(once != text)
    }

    @Test func `where nothing acts, nothing changes`() {
        #expect(ActiveSyntax.none.neutralized(.foreign("/close @all #1")) == "/close @all #1")
    }
}
