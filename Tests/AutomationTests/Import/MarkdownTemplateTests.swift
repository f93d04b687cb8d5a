import Automation
import Models
import Primitives
import Testing
import TrackerKit

@Suite struct MarkdownTemplateTests {
    private func template(_ path: String, _ content: String) throws -> ImportedTemplate {
        guard case .template(let template) = try TemplateImporter.read(TemplateFile(path: path, content: content)) else {
            throw CancellationError()
        }
        return template
    }

    @Test func `front matter is what a template is called and what its tickets have`() throws {
        let text =
            "---\r\nname: Bug 🐛\r\nabout: Say what is wrong\r\ntitle: '[BUG] '\r\nlabels: bug, \"help wanted\"\r\nassignees: ''\r\n---\r\n\r\n"
        let template = try template(".github/ISSUE_TEMPLATE/bug_report.md", text + "**Describe** {{ it }}\r\n\r\n- [ ] done\r\n")
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

    @Test func `GitLab's quick actions become what the ticket has`() throws {
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
        #expect(template.format == .gitlabMarkdown && template.title == "Feature Flag" && template.slug == "feature-flag")
        let ticket = template.content.ticket
        #expect(ticket.labels == ["bug", "in progress", "a::b", "c", "plain", "two words"])
        #expect(ticket.assignees == ["ann", "bob"])
        #expect(ticket.milestone == "Version 2.0" && ticket.dueInDays == 14 && ticket.confidential && ticket.kind == .incident)
        #expect(ticket.severity == .error)
        #expect(template.notes == ["/label <group-label> is left out", "/estimate 2d is left out", "/weight 3 is left out"])
        let body = try template.content.render([:]).body
        #expect(body.hasPrefix("## Summary {{x}}\n\n<!-- Uncomment one:\n/label ~commented\n-->\n\n```\n/label ~code\n```"))
        #expect(body.hasSuffix("</details>\n\n/path/to/a/file stays, and so does\n/cc @everybody"))
    }

    @Test(arguments: [
        ("today", 0), ("tomorrow", 1), ("in 3 days", 3), ("in a month", 30), ("in one week", 7), ("in 99 years", 3650), ("in -1 days", nil),
        ("in 20 years", 3650), ("next friday", nil),
    ])
    func `due dates count from the ticket's own day`(argument: String, days: Int?) throws {
        let template = try template(".gitlab/issue_templates/x.md", "text\n/due \(argument)\n")
        #expect(template.content.ticket.dueInDays == days)
        #expect(template.notes.isEmpty == (days != nil))
    }

    @Test(arguments: [
        ("2026-12-31", "2026-12-31T00:00:00Z"), ("2024-02-29", "2024-02-29T00:00:00Z"), ("2026-02-29", nil), ("2026-13-01", nil),
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

    @Test func `where a file lies tells whose it is, else its text does`() throws {
        #expect(try template("x.md", "---\nname: x\n---\ntext\n/label ~a").format == .githubMarkdown)
        #expect(try template("x.md", "text\n/label ~a").format == .gitlabMarkdown)
        #expect(try template("x.md", "text").format == .githubMarkdown)
        #expect(try template(".github/x.md", "text\n/label ~a").content.ticket.labels == [])
        let forced = try TemplateImporter.read(TemplateFile(path: ".github/x.md", content: "/label ~a"), format: .gitlabMarkdown)
        guard case .template(let template) = forced else { return #expect(Bool(false)) }
        #expect(template.content.ticket.labels == ["a"])
    }
}
