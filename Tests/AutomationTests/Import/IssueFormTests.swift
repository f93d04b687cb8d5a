import Automation
import Models
import Primitives
import Testing
import TrackerKit

@Suite struct IssueFormTests {
    private static let form = """
        name: "Bug: report"
        description: File a bug
        title: "[Bug] {{x}}: "
        labels: ["bug", "needs triage"]
        assignees: octocat, hubot
        projects: ["acme/1"]
        type: bug
        body:
          - type: markdown
            attributes: {value: "Thanks for taking the time!"}
          - type: input
            id: contact-details
            attributes: {label: Contact, placeholder: me@example.org}
          - type: textarea
            attributes:
              label: What happened?
              description: Tell us
              value: "A bug"
            validations: {required: true}
          - type: textarea
            id: logs
            attributes: {label: Logs, render: shell}
          - type: dropdown
            id: browsers
            attributes: {label: "Browsers {{ here }}", multiple: true, options: [Firefox, Chrome, 3.10]}
          - type: dropdown
            id: answers
            attributes: {label: Version, options: [1.0, 2.0], default: 1}
          - type: checkboxes
            id: terms
            attributes:
              label: Code of Conduct
              options: [{label: "I [agree](x)", required: true}, {label: I am new}]
        """

    private func template(_ content: String = form, _ path: String = ".github/ISSUE_TEMPLATE/1-bug.yml") throws
        -> ImportedTemplate
    {
        guard case .template(let template) = try TemplateImporter.read(TemplateFile(path: path, content: content))
        else {
            throw CancellationError()
        }
        return template
    }

    @Test func `the notes on a file are limited in number and length`() throws {
        let options = (0..<400).map { _ in "x" }.joined(separator: ", ")
        let form = """
            name: N
            body:
              - type: dropdown
                attributes: {label: A, options: [y, x, \(options)]}
              - type: upload
                attributes: {label: \(String(repeating: "l", count: 5_000))}
            """
        let notes = try template(form).notes
        #expect(notes.count == TemplateImporter.mostNotes + 1)
        #expect(notes.first == "A: option 3 is omitted: it is a duplicate")
        #expect(notes.last == "302 more notes are omitted")
        let long = try template(
            "name: N\nbody:\n  - type: upload\n    attributes: {label: \(String(repeating: "l", count: 5_000))}")
        #expect(long.notes.allSatisfy { $0.unicodeScalars.count <= TemplateImporter.longestNote + 1 })
    }

    @Test func `ten thousand options are compared in linear time`() throws {
        let options = (0..<10_000).map { "o\($0)" }.joined(separator: ", ")
        let form = "name: N\nbody:\n  - type: dropdown\n    attributes: {label: A, options: [\(options)]}"
        let start = ContinuousClock.now
        #expect(throws: TemplateProblems.self) { _ = try template(form) }
        // Comparing each option with all others takes 50 million comparisons.
        #expect(start.duration(to: .now) < .seconds(20))
    }

    @Test func `a form becomes a template with a variable for each field`() throws {
        let template = try template()
        #expect(template.format == .githubForm && template.title == "Bug: report" && template.slug == "1-bug")
        #expect(template.description == "File a bug")
        #expect(
            template.content.ticket.labels == ["bug", "needs triage"]
                && template.content.ticket.assignees == ["octocat", "hubot"])
        #expect(template.content.ticket.kind == .bug)
        #expect(template.notes == ["projects are omitted"])
        let variables = template.content.variables
        #expect(
            variables.map(\.name) == ["contact-details", "what_happened", "logs", "browsers", "answers_2", "terms"])
        #expect(variables.map(\.kind) == [.string, .text, .text, .multiChoice, .choice, .multiChoice])
        #expect(variables.map(\.isRequired) == [false, true, false, false, false, false])
        #expect(
            variables[0].help == "me@example.org" && variables[1].standard == "A bug" && variables[4].standard == "2.0")
        #expect(variables[3].options.map(\.value) == ["Firefox", "Chrome", "3.10"])
        #expect(variables[5].options.map(\.isRequired) == [true, false])
    }

    @Test func `its ticket reads as GitHub's`() throws {
        let texts = try template().content.render([
            "contact-details": "ann", "logs": "a\n```\nb", "browsers": ["3.10", "Firefox"], "terms": ["I [agree](x)"],
        ])
        #expect(texts.title == "[Bug] {{x}}: ")
        #expect(
            texts.body == """
                ### Contact

                ann

                ### What happened?

                A bug

                ### Logs

                ````shell
                a
                ```
                b
                ````

                ### Browsers {{ here }}

                Firefox, 3.10

                ### Version

                2.0

                ### Code of Conduct

                - [x] I [agree](x)
                - [ ] I am new
                """)
        let empty = try template().content.render(["terms": true]).body
        #expect(empty.contains("### Logs\n\n_No response_\n\n### Browsers"))
        #expect(throws: TemplateProblems([TemplateProblem("/variables/terms", "must contain I [agree](x)")])) {
            try template().content.render([:])
        }
    }

    @Test func `missing names are derived from labels, each unique`() throws {
        let fields = ["Same", "same", "Ünï", "日本", "1st", "a.b"].map {
            "  - type: input\n    attributes: {label: \"\($0)\"}\n"
        }
        let names = try template("name: x\ndescription: y\nbody:\n" + fields.joined()).content.variables.map(\.name)
        #expect(names == ["same", "same_2", "n", "field", "_1st", "a_b"])
    }

    @Test(arguments: [
        "", "just text", "name: x\ndescription: y\n", "name: x\nbody: []", "body: [{type: input}]",
        "body: [{type: video, attributes: {label: x}}]",
        "body: [{type: dropdown, attributes: {label: x}}]", "body: [\n", "a: 1\na: 2\nbody: []", "? [a]\n: b\n",
        "x: &a [1]\nbody: *a\n", "a: &a [x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nbody: [*c]",
        String(repeating: "[", count: 5000), String(repeating: "- ", count: 5000),
        String(repeating: "{a: ", count: 900),
        "body: " + String(repeating: "[", count: 100) + String(repeating: "]", count: 100), "a: \u{0}",
        "%YAML 9.9\n---\nbody: []",
    ])
    func `an invalid form is refused`(content: String) {
        #expect(throws: TemplateProblems.self) { try template(content) }
    }

    @Test func `a file that is too large is refused`() {
        #expect(throws: TemplateProblems.self) {
            try template("#" + String(repeating: "x", count: TemplateFile.maximumBytes))
        }
    }

    @Test func `signs that only resemble anchors are not aliases`() throws {
        let form = """
            name: R&D &amp; more *bold* text
            description: "&x is not *y"
            body: [{type: input, attributes: {label: "C&C"}}]
            """
        #expect(try template(form).title == "R&D &amp; more *bold* text")
    }

    @Test(arguments: [
        "# &x and *x are only words here\nname: Bug\ndescription: x\nbody:\n  - type: textarea\n    id: code\n    attributes:\n      label: Code\n"
            + "      placeholder: |\n        read(fd, &buf, 10);\n        use(char *buf, int n);\n",
        "name: Bug\ndescription: use(char *buf, &buf)\nbody:\n  - {type: textarea, id: code, attributes: {label: Code}}\n",
        "name: Bug\ndescription: 'a &buf *buf'\nbody:\n  - {type: textarea, id: code, attributes: {label: \"&buf *buf\"}}\n",
        "name: Bug\ndescription: one\n  &x\n  *x two\nbody:\n  - {type: textarea, id: code, attributes: {label: C}} # &x *x\n",
    ])
    func `signs in comments and texts are not anchors and aliases`(form: String) throws {
        let template = try template(form)
        #expect(template.content.variables.map(\.name) == ["code"])
        #expect(
            !template.content.variables.contains { $0.label?.unicodeScalars.contains { $0.value >= 0xE000 } ?? false })
    }

    @Test func `a text with asterisks is read as it is in the file`() throws {
        let form =
            "name: '*a* \u{E000}'\ndescription: x *y* z\nbody: [{type: input, attributes: {label: \"**C**\", value: a * b}}]\n"
        let template = try template(form)
        #expect(template.title == "*a* \u{E000}" && template.description == "x *y* z")
        #expect(template.content.variables[0].label == "**C**" && template.content.variables[0].standard == "a * b")
    }

    @Test func `unsupported options and defaults are listed`() throws {
        let form = """
            name: Bug
            description: x
            body:
              - {type: dropdown, id: a, attributes: {label: A, options: [one, "", one, two, {x: y}], default: 3}}
              - {type: dropdown, id: b, attributes: {label: B, options: [one, two], default: 7}}
              - {type: dropdown, id: c, attributes: {label: C, multiple: true, options: [one, two], default: 1}}
              - {type: input, id: d, attributes: {label: D, value: {x: y}}}
              - {type: checkboxes, id: e, attributes: {label: E, options: [{label: yes}, {label: yes}, {required: true}]}}
            """
        let template = try template(form)
        #expect(
            template.notes == [
                "A: option 2 is omitted: it has no text", "A: option 3 is omitted: it is a duplicate",
                "A: option 5 is omitted: it has no text", "B: the default is omitted", "D: the value is omitted",
                "E: option 2 is omitted: it is a duplicate", "E: option 3 is omitted: it has no text",
            ])
        #expect(template.content.variables.map(\.standard) == ["two", nil, ["two"], nil, nil])
        #expect(template.content.variables[0].options.map(\.value) == ["one", "two"])
    }

    @Test func `other files in the templates' folder are ignored`() throws {
        let config =
            "blank_issues_enabled: false\ncontact_links:\n  - {name: Forum, url: https://example.org, about: Ask}\n  - {name: x}\n"
        let read = try TemplateImporter.read(TemplateFile(path: ".github/ISSUE_TEMPLATE/config.yml", content: config))
        let link = TemplateChooser.ContactLink(name: "Forum", url: "https://example.org", about: "Ask")
        let note = "contact link 2 is omitted: it has no name or no url"
        #expect(read == .chooser(TemplateChooser(allowsBlankIssues: false, contactLinks: [link], notes: [note])))
    }

    @Test func `contact links and unsupported fields are listed`() throws {
        let links = (1...101).map { "  - {name: n\($0), url: https://example.org/\($0)}" }.joined(separator: "\n")
        for (config, notes) in [
            ("contact_links:\n\(links)\n", ["contact links after the first 100 are omitted"]),
            ("contact_links: https://example.org\n", ["contact_links are omitted: they are not a list"]),
            ("contact_links:\nother: x\n", ["the field other is omitted"]),
            ("contact_links:\n  - x\n", ["contact link 1 is omitted: it has no name or no url"]),
        ] {
            let read = try TemplateImporter.read(
                TemplateFile(path: ".github/ISSUE_TEMPLATE/config.yml", content: config))
            guard case .chooser(let chooser) = read else { return #expect(Bool(false)) }
            #expect(chooser.notes == notes)
        }
    }

    @Test func `values beyond a template's limits are reported`() throws {
        let long = String(repeating: "x", count: 300), shown = String(repeating: "x", count: 50)
        let labels = (1...101).map { "l\($0)" }.joined(separator: ", ")
        let form = """
            name: \(long)
            description: \(String(repeating: "d", count: 2001))
            title: \(String(repeating: "t", count: 2001))
            labels: [\(long), \(labels), {x: y}]
            assignees: {x: y}
            body:
              - {type: dropdown, id: a, kind: x, attributes: {label: A, visible: [form], options: [one, \(String(repeating: "o", count: 2001))]}}
            """
        let template = try template(form)
        #expect(template.title == String(long.prefix(255)) && template.description?.count == 2000)
        #expect(template.content.ticket.labels.count == 100 && template.content.ticket.title.isEmpty)
        #expect(
            template.notes == [
                "labels: \(shown)… is omitted: it is longer than 255 characters",
                "labels: element 103 is omitted: it is not a name",
                "labels after the first 100 are omitted", "assignees are omitted: they are not a list of names",
                "A: option 2 is omitted: it is longer than 2000 characters", "A: the field kind is omitted",
                "A: the field visible is omitted", "the name is shortened to 255 characters",
                "the description is shortened to 2000 characters",
                "the title is omitted: it is longer than 2000 characters",
            ])
    }

    @Test func `an anchor without an alias changes nothing`() throws {
        let form = "name: &n Bug\ndescription: x\nbody: &b\n  - &f {type: input, id: code, attributes: &a {label: C}}\n"
        let template = try template(form)
        #expect(template.title == "Bug" && template.content.variables.map(\.name) == ["code"] && template.notes.isEmpty)
        #expect(throws: TemplateProblems.self) { try self.template(form + "labels: [*n]\n") }
        #expect(throws: TemplateProblems.self) { try self.template(form + "<<: *a\n") }
    }
}
