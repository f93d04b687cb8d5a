import Automation
import Models
import Primitives
import Testing
import TrackerKit

@Suite struct MarkdownTemplateTests {
    private func template(_ path: String, _ content: String) throws -> ImportedTemplate {
        guard case .template(let template) = try TemplateImporter.read(TemplateFile(path: path, content: content))
        else {
            throw CancellationError()
        }
        return template
    }

    @Test func `front matter sets a template's name and its tickets' fields`() throws {
        let text =
            "---\r\nname: Bug 🐛\r\nabout: Say what is wrong\r\ntitle: '[BUG] '\r\nlabels: bug, \"help wanted\"\r\nassignees: ''\r\n---\r\n\r\n"
        let template = try template(
            ".github/ISSUE_TEMPLATE/bug_report.md", text + "**Describe** {{ it }}\r\n\r\n- [ ] done\r\n")
        #expect(template.format == .githubMarkdown && template.title == "Bug 🐛" && template.slug == "bug-report")
        #expect(template.description == "Say what is wrong")
        #expect(template.content.ticket.labels == ["bug", "help wanted"] && template.content.ticket.assignees == [])
        let texts = try template.content.render([:])
        #expect(texts.title == "[BUG] ")
        #expect(texts.body == "**Describe** {{ it }}\n\n- [ ] done")
    }

    @Test func `a template without front matter is called after its file`() throws {
        let template = try template(".github/ISSUE_TEMPLATE.md", "### What\n\n---\n")
        #expect(template.title == "Issue template" && template.slug == "issue-template")
        #expect(try template.content.render([:]).body == "### What\n\n---")
    }

    @Test func `GitLab quick actions become fields of the ticket`() throws {
        let text = """
            ## Summary {{x}}

            <!-- Uncomment one:
            /label ~commented
            -->

            ```
            /label ~code
            ```

            <details>
            /label ~html
            </details>

            /path/to/a/file stays, and so does
            /cc @everybody
            /LABEL ~bug ~"in progress" ~a::b,~c
            /label <group-label>
            /label plain "two words"
            /assign @ann @me @<somebody> me bob
            /milestone %"Version 2.0"
            /due in 2 weeks
            /confidential
            /type incident
            /severity high
            /estimate 2d
            /weight 3
            """
        let template = try template(".gitlab/issue_templates/Feature Flag.md", text)
        #expect(
            template.format == .gitlabMarkdown && template.title == "Feature Flag" && template.slug == "feature-flag")
        let ticket = template.content.ticket
        #expect(ticket.labels == ["bug", "in progress", "a::b", "c", "plain", "two words"])
        #expect(ticket.assignees == ["ann", "bob"])
        #expect(
            ticket.milestone == "Version 2.0" && ticket.dueInDays == 14 && ticket.confidential
                && ticket.kind == .incident)
        #expect(ticket.severity == .error)
        #expect(
            template.notes == [
                "/label ~commented is in a comment and stays text", "/label ~code is in a code block and stays text",
                "/label ~html is in an HTML block and stays text", "/label <group-label> is omitted",
                "/assign: <somebody> is omitted", "/assign: me is omitted", "/estimate 2d is omitted",
                "/weight 3 is omitted",
            ])
        let body = try template.content.render([:]).body
        #expect(
            body.hasPrefix("## Summary {{x}}\n\n<!-- Uncomment one:\n/label ~commented\n-->\n\n```\n/label ~code\n```"))
        #expect(body.hasSuffix("</details>\n\n/path/to/a/file stays, and so does\n/cc @everybody"))
    }

    @Test(arguments: [
        "<br>", "<hr>", "<img src=\"a.png\">", "<https://example.org/a>", "<your name here>",
        "<details>\n<summary>More</summary>",
        "</div>",
        "<br/>", "<p align=\"center\"", "Text <!-- open", "<Version 1.2>", "<a@example.org>", "> quoted",
        "<!-- closed -->", "``` a ` b",
        "<!-->", "<!--->", "<?>",
    ])
    func `unclosed syntax does not swallow a quick action`(opening: String) throws {
        let text = "## What\n\n\(opening)\n\nTell us.\n\n/label ~security\n/confidential\n"
        let template = try template(".gitlab/issue_templates/Security.md", text)
        #expect(template.content.ticket.confidential && template.content.ticket.labels == ["security"])
        #expect(template.notes.isEmpty)
        #expect(try template.content.render([:]).body == "## What\n\n\(opening)\n\nTell us.")
    }

    @Test(arguments: [
        "<br>", "<hr>", "<img src=\"a.png\">", "<https://example.org/a>", "<your name here>",
        "Text <https://example.org/a>", "</div>",
    ])
    func `nor directly before one`(opening: String) throws {
        let template = try template(
            ".gitlab/issue_templates/Security.md", "\(opening)\n/label ~security\n/confidential\n")
        #expect(
            template.content.ticket.confidential && template.content.ticket.labels == ["security"]
                && template.notes.isEmpty)
    }

    @Test(arguments: [
        ("```\ncode\n", "a code block"), ("~~~ sh\n", "a code block"), ("````\n```\n", "a code block"),
        ("<!-- open\n", "a comment"),
        (">>>\n", "a quote"), ("<pre>\n\n", "an HTML block"), ("<div class=\"x\">\n", "an HTML block"),
        ("a `b\n", "inline code"),
        ("a <!--\n", "a comment"), ("<![CDATA[\n", "an HTML block"),
    ])
    func `in case of doubt a ticket is confidential, and the remaining actions in the text are listed`(
        opening: String, place: String
    )
        throws
    {
        let end =
            opening.hasPrefix("<div")
            ? "</div>" : opening.hasPrefix("a `") ? "c` d" : opening.hasPrefix("a <") ? "-->" : ""
        let text = "Text\n\n\(opening)/label ~a\n/confidential\n\(end)\n"
        let template = try template(".gitlab/issue_templates/x.md", text)
        #expect(template.content.ticket.confidential && template.content.ticket.labels == [])
        #expect(
            template.notes == [
                "/label ~a is in \(place) and stays text",
                "/confidential in \(place) is applied, though GitLab may treat it as text",
            ])
        #expect(try template.content.render([:]).body.contains("/label ~a"))
        #expect(try !template.content.render([:]).body.contains("/confidential"))
    }

    @Test(arguments: [
        ("```\n", "```", "a code block"), ("~~~~ sh\n~~~\n", "~~~~~", "a code block"),
        ("  <!-- x\n\n", "-->", "a comment"),
        (">>>\n", ">>>", "a quote"), ("<pre>\n\n", "</pre>", "an HTML block"), ("<?php\n\n", "?>", "an HTML block"),
    ])
    func `text that GitLab treats as text stays text, with a note`(opening: String, end: String, place: String) throws {
        let text = "\(opening)/label ~a\n/confidential\n\(end)\n/label ~b\n"
        let template = try template(".gitlab/issue_templates/x.md", text)
        #expect(!template.content.ticket.confidential && template.content.ticket.labels == ["b"])
        #expect(
            template.notes == [
                "/label ~a is in \(place) and stays text", "/confidential is in \(place) and stays text",
            ])
    }

    @Test func `an unusable value does not remove an earlier one`() throws {
        let text =
            "/milestone %one\n/milestone\n/due in 3 days\n/due someday\n/type task\n/type x\n/severity high\n/severity x\n"
        let template = try template(".gitlab/issue_templates/x.md", text)
        let ticket = template.content.ticket
        #expect(ticket.milestone == "one" && ticket.dueInDays == 3 && ticket.kind == .task && ticket.severity == .error)
        #expect(
            template.notes == [
                "/milestone is omitted", "/due someday is omitted", "/type x is omitted", "/severity x is omitted",
            ])
    }

    @Test(arguments: [
        "---\n\n## Before you begin\n\nRead the handbook.\n\n---\n\nWhat happened?", "---\n# Only a heading\n---\nText",
        "---\n- a\n- b\n---\nText", "---\nNote: read the handbook\n---\nText", "---\nText",
    ])
    func `a text that begins with a rule is all text`(text: String) throws {
        let template = try template(".github/ISSUE_TEMPLATE/help.md", text + "\n")
        #expect(template.title == "Help" && template.notes.isEmpty)
        #expect(try template.content.render([:]).body == text)
    }

    @Test func `a field of front matter that GitHub does not know is named`() throws {
        let template = try template(".github/ISSUE_TEMPLATE/x.md", "---\nname: x\nabout: y\nweight: 3\n---\ntext\n")
        #expect(template.notes == ["the field weight is omitted"])
    }

    @Test(arguments: [
        ("today", 0), ("tomorrow", 1), ("in 3 days", 3), ("in a month", 30), ("in one week", 7), ("in 99 years", 3650),
        ("in -1 days", nil),
        ("in 20 years", 3650), ("next friday", nil),
    ])
    func `due dates count from the ticket's own day`(argument: String, days: Int?) throws {
        let template = try template(".gitlab/issue_templates/x.md", "text\n/due \(argument)\n")
        #expect(template.content.ticket.dueInDays == days)
        #expect(template.notes.isEmpty == (days != nil))
    }

    @Test(arguments: [
        ("2026-12-31", "2026-12-31T00:00:00Z"), ("2024-02-29", "2024-02-29T00:00:00Z"), ("2026-02-29", nil),
        ("2026-13-01", nil),
        ("2026-1-1", nil), ("31.12.2026", nil), ("December 31st", nil), ("2026-12-31 10:00", nil), ("", nil),
        ("0000-01-01", nil), ("0001-01-01", "0001-01-01T00:00:00Z"),
    ])
    func `a fixed date is that of every ticket`(argument: String, date: String?) throws {
        let template = try template(".gitlab/issue_templates/x.md", "text\n/due \(argument)\n")
        #expect(template.content.ticket.dueAt?.rfc3339 == date)
        #expect(template.content.ticket.dueInDays == nil)
        #expect(template.notes.isEmpty == (date != nil))
        #expect(template.content.problems.isEmpty)
    }

    @Test func `of several due dates the last one counts`() throws {
        let ticket = try template(".gitlab/issue_templates/x.md", "/due 2026-12-31\n/due in 3 days\n").content.ticket
        #expect(ticket.dueInDays == 3 && ticket.dueAt == nil)
    }

    @Test func `a file's format is determined by its path, else by its text`() throws {
        #expect(try template("x.md", "---\nname: x\n---\ntext\n/label ~a").format == .githubMarkdown)
        #expect(try template("x.md", "text\n/label ~a").format == .gitlabMarkdown)
        #expect(try template("x.md", "text").format == .githubMarkdown)
        #expect(try template("x.md", "---\n\ntext\n\n---\n/confidential").content.ticket.confidential)
        #expect(try template(".github/x.md", "text\n/label ~a").content.ticket.labels == [])
        let forced = try TemplateImporter.read(
            TemplateFile(path: ".github/x.md", content: "/label ~a"), format: .gitlabMarkdown)
        guard case .template(let template) = forced else { return #expect(Bool(false)) }
        #expect(template.content.ticket.labels == ["a"])
    }

    @Test(arguments: [
        "- ```\n  code\n", "- ```\n  code\n  ```\n", "1. Run\n\n   ~~~ sh\n   code\n   ~~~\n\n",
        "- a\n  - b\n    ```\n    code\n    ```\n",
        "* a\n\n  <!-- x\n  -->\n", "- a\n- ```\n  code\n\n  more\n  ```\n\n", "2) ```\n   code\n   ```\n",
        "- > ```\n  > code\n\n",
        "> - ```\n\n", "-\t```\n\tcode\n", "- <pre>\n\n  x\n  </pre>\n", "+ >>>\n  x\n  >>>\n",
    ])
    func `a block in a list item hides nothing after the item`(list: String) throws {
        let template = try template(".gitlab/issue_templates/x.md", "Text\n\n\(list)/label ~a\n/confidential\n")
        #expect(template.content.ticket.confidential && template.content.ticket.labels == ["a"])
        #expect(template.notes.isEmpty)
    }

    @Test(arguments: [
        ("- a\n  ```\n  code\n", "a code block"), ("1. a\n\n   ~~~\n   code\n\n", "a code block"),
        ("- a\n  <!-- x\n", "a comment"),
        ("- ```\ncode\n```\n", "a code block"), ("- a\n  ```\n  code\nb\n  ```\n", "a code block"),
        ("- a\n  >>>\n  b\n", "a quote"),
        ("- a\n\n  <pre>\n  b\n", "an HTML block"), ("<br>\n```\n\n", "a code block"),
        ("</pre>\n<!--\n\n", "a comment"),
        ("- <!-- b\n", "a comment"),
    ])
    func `where lists decide whether a block is open, a ticket is confidential`(list: String, place: String) throws {
        let end = list.hasPrefix("- <!--") ? "-->\n" : ""
        let template = try template(".gitlab/issue_templates/x.md", "Text\n\n\(list)/label ~a\n/confidential\n\(end)")
        #expect(template.content.ticket.confidential && template.content.ticket.labels == [])
        #expect(
            template.notes == [
                "/label ~a is in \(place) and stays text",
                "/confidential in \(place) is applied, though GitLab may treat it as text",
            ])
    }

    @Test(arguments: ["- a\n```\n", "- a\n\n~~~\n", "1. a\n<!-- x\n", "- - -\n```\n", "2. a\n>>> [!note] b\n"])
    func `a block after a list hides its content`(opening: String) throws {
        let ends = ["```", "~~~", "-->", ">>>"]
        let end = ends.first { opening.contains($0 == "-->" ? "<!--" : $0) } ?? ""
        let template = try template(".gitlab/issue_templates/x.md", "\(opening)/confidential\n\(end)\n/label ~b\n")
        #expect(!template.content.ticket.confidential && template.content.ticket.labels == ["b"])
        #expect(template.notes.count == 1 && template.notes.first?.hasPrefix("/confidential is in a") == true)
    }

    @Test(arguments: [
        "    /confidential", "\t/confidential", " /confidential", "> /confidential", ">/confidential",
        "- /confidential",
        "* [ ] /confidential", "1. /confidential", "\u{A0}/confidential", "\u{200B}/confidential", "\\/confidential",
        "> - /confidential",
    ])
    func `an action that does not begin its line stays text, with a note`(line: String) throws {
        let template = try template(".gitlab/issue_templates/x.md", "Text\n\n\(line)\n\nMore\n")
        #expect(!template.content.ticket.confidential)
        #expect(template.notes == ["/confidential does not begin its line and stays text"])
        #expect(try template.content.render([:]).body == "Text\n\n\(line)\n\nMore")
    }

    @Test(arguments: [
        ("/label ~bug ~<team>", ["bug"], ["/label: <team> is omitted"]),
        ("/label ~bug /close", ["bug"], ["/label: /close is omitted"]),
        ("/milestone %a %b\n/label ~x", ["x"], ["/milestone: b is omitted"]), ("/label ~/x", ["/x"], []),
        ("/label ~x\n/assign @me @ada", ["x"], ["/assign: me is omitted"]),
        ("/confidential x\n/label ~x", ["x"], ["/confidential: x is omitted"]),
    ])
    func `each omitted part of an action is listed`(text: String, labels: [String], notes: [String]) throws {
        let template = try template(".gitlab/issue_templates/x.md", "\(text)\n")
        #expect(template.content.ticket.labels == labels && template.notes == notes)
        #expect(template.content.ticket.assignees == (text.contains("ada") ? ["ada"] : []))
        #expect(template.content.ticket.milestone == (text.contains("%a") ? "a" : nil))
    }

    @Test(arguments: ["/label ~a", "/due tomorrow", "/close", "/assign @ann"])
    func `a ticket is confidential also where that follows another action`(action: String) throws {
        let template = try template(".gitlab/issue_templates/x.md", "\(action) /Confidential\n")
        #expect(template.content.ticket.confidential)
        #expect(template.content.ticket.labels == (action == "/label ~a" ? ["a"] : []))
        let name = action.prefix { $0 != " " }
        #expect(template.notes.last == "/confidential after \(name) is applied, though GitLab does not run it there")
    }

    @Test(arguments: ["/cc @sec /confidential", "/shrug /confidential", "/tableflip /Confidential"])
    func `a ticket is confidential also where that follows an action that inserts text`(line: String) throws {
        let shown = try template(".gitlab/issue_templates/x.md", "Text\n\n\(line)\n")
        let name = line.prefix { $0 != " " }
        #expect(shown.content.ticket.confidential)
        #expect(shown.notes == ["/confidential after \(name) is applied, though GitLab does not run it there"])
        let hidden = try template(".gitlab/issue_templates/x.md", "```\n\(line)\n```\n")
        #expect(!hidden.content.ticket.confidential)
        #expect(hidden.notes == ["/confidential is in a code block and stays text"])
    }

    @Test(arguments: ["Text\n/confi\rdential\n", "Text\r\n/confidential\r\n", "Text\r/confidential\r"])
    func `carriage returns hide no action`(text: String) throws {
        #expect(try template(".gitlab/issue_templates/x.md", text).content.ticket.confidential)
    }

    @Test(arguments: [
        "/confidential\u{200B}", "/confidential\u{200D}", " /confi\u{AD}dential", "- /confidential\u{2060}",
    ])
    func `an action with invisible characters stays text, with a note`(line: String) throws {
        let template = try template(".gitlab/issue_templates/x.md", "Text\n\n\(line)\n")
        #expect(template.notes == ["/confidential is written with invisible characters and stays text"])
    }

    @Test(arguments: [
        "Use /confidential for secrets", "`/confidential`", "./label x", "a/label", "- see /due dates",
        "/confidentially", "1/2",
    ])
    func `words with a slash are not actions`(line: String) throws {
        let template = try template(".gitlab/issue_templates/x.md", "Text\n\n\(line)\n")
        #expect(template.notes.isEmpty && !template.content.ticket.confidential)
    }

    @Test func `a note on a dropped /confidential is never left out`() throws {
        let actions = String(repeating: "/close\n", count: 2 * TemplateImporter.mostNotes)
        for dropped in ["```\n/confidential\n```", "<!-- x\n/confidential\n-->"] {
            let template = try template(".gitlab/issue_templates/x.md", "\(actions)\n\(dropped)\n")
            #expect(!template.content.ticket.confidential)
            #expect(template.notes.count == TemplateImporter.mostNotes + 1)
            #expect(template.notes.first?.hasPrefix("/confidential is in a") == true)
        }
    }

    @Test(arguments: ["> /confidential", "  /confidential", "- /confidential", "```\n/confidential\n```"])
    func `a /confidential that stays text is noted even if nothing else shows the file's format`(text: String) throws {
        let template = try template("x.md", "Text\n\n\(text)\n")
        #expect(template.format == .gitlabMarkdown && template.notes.count == 1)
        #expect(template.notes.first?.hasPrefix("/confidential ") == true)
    }

    @Test(arguments: [
        "- a\n  ```\n/confidential\n  ```\n", "- a\n  ```\n  x\n/confidential\n```\n",
        "1. a\n   ~~~\n  ~~~\n/confidential\n~~~\n", "- a\n  >>>\n/confidential\n>>>\n",
        "- a\n  - b\n    ```\n  c\n/confidential\n    ```\n", "- a\n  <!-- x\n/confidential\n-->\n",
    ])
    func `a block that opens in a list item does not hide an action after the item`(text: String) throws {
        let template = try template(".gitlab/issue_templates/x.md", "Text\n\n\(text)")
        #expect(template.content.ticket.confidential)
        #expect(try !template.content.render([:]).body.contains("/confidential"))
    }

    @Test func `names that no ticket can have are omitted with a note`() throws {
        let long = String(repeating: "x", count: 256)
        let labels = (1...101).map { "~l\($0)" }.joined(separator: " ")
        let template = try template(
            ".gitlab/issue_templates/x.md", "/label \(labels)\n/label ~\(long) ~y\n/assign @\(long) @ann\n")
        #expect(template.content.ticket.labels.count == 100 && template.content.ticket.assignees == ["ann"])
        let shown = String(repeating: "x", count: 50)
        #expect(
            template.notes == [
                "/label: names after the first 100 are omitted",
                "/label: \(shown)… is omitted: it is longer than 255 characters",
                "/label: names after the first 100 are omitted",
                "/assign: \(shown)… is omitted: it is longer than 255 characters",
            ])
    }

    @Test func `a text with many blocks takes time in proportion to its length`() throws {
        for line in [
            "- ```\n", "  ```\n", "# `\n", "- a\n  ```\n", "- - - a\n", "<!-- x --> `\n", "1. > a\n", "<br>\n",
            "a <!--\n", "</a></b>\n",
        ] {
            let text = String(repeating: line, count: TemplateFile.maximumBytes / line.utf8.count / 8)
            _ = try template(".gitlab/issue_templates/x.md", text + "/label ~a\n")
        }
    }
}
