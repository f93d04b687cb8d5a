import Automation
import Models
import Primitives
import Testing
import TrackerKit

@Suite struct TemplateRenderingTests {
    private static func variable(
        _ name: String, _ kind: TemplateVariable.Kind, change: (inout TemplateVariable) -> Void = { _ in }
    ) -> TemplateVariable {
        var variable = TemplateVariable(name: name, kind: kind)
        change(&variable)
        return variable
    }

    private static func content(title: String, body: String, variables: [TemplateVariable]) -> TemplateContent {
        var ticket = TicketPattern()
        ticket.title = title
        ticket.body = body
        return TemplateContent(ticket: ticket, variables: variables)
    }

    private static let all = [
        variable("summary", .string) {
            $0.isRequired = true; $0.maximumLength = 20
        },
        variable("text", .text),
        variable("count", .number) {
            $0.minimum = 1; $0.maximum = 5
        },
        variable("urgent", .boolean),
        variable("os", .choice) {
            $0.options = [.init("Linux"), .init("macOS")]; $0.standard = "Linux"
        },
        variable("areas", .multiChoice) { $0.options = [.init("a"), .init("b"), .init("c")] },
        variable("day", .date),
        variable("version", .string) { $0.pattern = "^\\d+\\.\\d+$" },
    ]

    private func problems(_ given: [String: JSON], _ variables: [TemplateVariable] = Self.all) -> [String: String] {
        do throws(TemplateProblems) {
            _ = try Self.content(title: "", body: "", variables: variables).render(given)
            return [:]
        } catch {
            return Dictionary(error.all.map { ($0.pointer, $0.detail) }) { first, _ in first }
        }
    }

    @Test func `each variable is filled in by name, or with its default if it is omitted`() throws {
        let content = Self.content(
            title: "{{summary}}",
            body:
                "{{os}}: {{text}} {{count}} {{#urgent}}now{{/urgent}} {{#areas}}<{{.}}>{{/areas}} {{answers.areas.text}} {{day}}",
            variables: Self.all)
        let texts = try content.render([
            "summary": "A & B", "text": "one\ntwo", "count": 2, "urgent": true, "areas": ["c", "a"],
            "day": "2026-02-28",
        ])
        #expect(texts.title == "A & B")
        #expect(texts.body == "Linux: one\ntwo 2 now <a><c> a, c 2026-02-28")
    }

    @Test func `every invalid value is reported at once`() {
        let found = problems([
            "summary": "much too long for a summary", "text": 5, "count": 6, "urgent": "perhaps", "os": "BeOS",
            "areas": ["a", "z"],
            "day": "2026-02-30", "version": "one", "sumary": "x", "a/b": "x",
        ])
        #expect(
            found == [
                "/variables/summary": "must have at most 20 characters", "/variables/text": "must be text",
                "/variables/count": "must be at most 5", "/variables/urgent": "must be true or false",
                "/variables/os": "must be one of Linux, macOS", "/variables/areas": "must contain only a, b, c",
                "/variables/day": "must be a date that exists, such as 2026-02-28: 2026-02 has the days 01 to 28",
                "/variables/version": "must match ^\\d+\\.\\d+$",
                "/variables/sumary": "is not a variable of this template. Did you mean 'summary'?",
                "/variables/a~1b":
                    "is not a variable of this template, which has \(Self.all.map(\.name).joined(separator: ", "))",
            ])
        #expect(problems([:]) == ["/variables/summary": "is required"])
        #expect(problems(["summary": .null]) == ["/variables/summary": "is required"])
        #expect(problems(["summary": ""]) == ["/variables/summary": "is required"])
        #expect(problems(["summary": "a\nb"]) == ["/variables/summary": "must be one line"])
    }

    @Test func `the patterns of all values share one budget of steps`() {
        let slow = (0..<100).map { number in
            Self.variable("v\(number)", .text) { $0.pattern = "(x{0,9}y?){0,40}z" }
        }
        let long = JSON(String(repeating: "x", count: LinearPattern.maximumTextLength))
        let found = problems(Dictionary(uniqueKeysWithValues: slow.map { ($0.name, long) }), slow)
        #expect(found.count == 100)
        #expect(
            Set(found.values) == [
                "is too long for its pattern: matching the values would take more than 2500000 steps"
            ])
        #expect(problems(Dictionary(uniqueKeysWithValues: slow.map { ($0.name, "xyz") }), slow) == [:])
        let ordinary = (0..<4).map { number in Self.variable("v\(number)", .text) { $0.pattern = "^[a-z]{29,}$" } }
        #expect(problems(Dictionary(uniqueKeysWithValues: ordinary.map { ($0.name, long) }), ordinary) == [:])
    }

    @Test func `the defaults of a template share one budget of steps too`() {
        let slow = (0..<100).map { number in
            Self.variable("v\(number)", .text) {
                $0.pattern = "(x{0,9}y?){0,40}z"
                $0.standard = JSON(String(repeating: "x", count: LinearPattern.maximumTextLength))
            }
        }
        let found = Self.content(title: "", body: "", variables: slow).problems
        #expect(found.map(\.pointer) == (0..<100).map { "/variables/\($0)/default" })
        #expect(found.allSatisfy { $0.detail.hasPrefix("is too long for its pattern") })
    }

    @Test func `text that spells a value is converted to it`() throws {
        #expect(problems(["summary": "x", "count": "3", "urgent": "false", "areas": "b", "version": ""]) == [:])
        #expect(problems(["summary": "x", "count": "three", "areas": "d"]).count == 2)
        let texts = try Self.content(title: "", body: "{{answers.areas.text}}", variables: Self.all).render([
            "summary": "x", "areas": true,
        ])
        #expect(texts.body == "a, b, c")
    }

    @Test func `boxes that must be ticked are missed when they are not`() {
        let terms = Self.variable("terms", .multiChoice) {
            $0.options = [.init("I agree", isRequired: true), .init("I am new")]
        }
        #expect(problems([:], [terms]) == ["/variables/terms": "must contain I agree"])
        #expect(problems(["terms": ["I am new"]], [terms]) == ["/variables/terms": "must contain I agree"])
        #expect(problems(["terms": ["I agree"]], [terms]) == [:])
        #expect(problems(["terms": true], [terms]) == [:])
    }

    @Test func `a title is one line, and a fence is longer than any in its text`() throws {
        let log = Self.variable("log", .text)
        let texts = try Self.content(
            title: "a {{log}}", body: "{{answers.log.fence}}\n{{log}}\n{{answers.log.fence}}", variables: [log]
        )
        .render([
            "log": "x\n````\ny"
        ])
        #expect(texts.title == "a x ```` y")
        #expect(texts.body == "`````\nx\n````\ny\n`````")
    }

    @Test func `an invalid template is refused with all its faults`() {
        let variables = [
            Self.variable("1st", .string), Self.variable("a", .string) { $0.pattern = "(a" },
            Self.variable("a", .number) { $0.pattern = "a" },
            Self.variable("c", .choice), Self.variable("answers", .string),
            Self.variable("n", .number) {
                $0.minimum = 2; $0.maximum = 1
            }, Self.variable("d", .date) { $0.standard = "today" },
        ]
        let found = Self.content(
            title: "{{#a}}", body: "{{b}} {{a}} {{answers.zz.text}} {{#a}}{{within}}{{/a}}", variables: variables
        ).problems
            .map(\.pointer)
        #expect(
            found == [
                "/ticket/title", "/ticket/body", "/ticket/body", "/variables/0/name", "/variables/1/pattern",
                "/variables/2/name",
                "/variables/2/pattern",
                "/variables/3/options", "/variables/4/name", "/variables/5/max", "/variables/6/default",
            ])
    }

    @Test func `stored values are read unchanged`() {
        var content = Self.content(title: "{{summary}}", body: "x", variables: Self.all)
        content.ticket.labels = ["a"]
        content.ticket.dueInDays = 3
        content.ticket.kind = .bug
        #expect(TemplateContent(stored: content.json) == content)
        content.ticket.dueAt = Timestamp(seconds: 1_800_000_000)
        #expect(TemplateContent(stored: content.json) == content)
        #expect(content.problems.map(\.pointer) == ["/ticket/due_at"])
    }
}
