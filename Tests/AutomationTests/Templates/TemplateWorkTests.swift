import Automation
import Models
import Primitives
import Testing

/// The work that the templates of one call may take together.
@Suite struct TemplateWorkTests {
    private static func content(_ body: String, _ variables: [TemplateVariable] = []) -> TemplateContent {
        var ticket = TicketPattern()
        ticket.body = body
        return TemplateContent(ticket: ticket, variables: variables)
    }

    private static func refusal(_ body: () throws -> Void) -> String? {
        do {
            try body()
            return nil
        } catch {
            return (error as? TemplateProblems)?.all.first?.detail ?? "\(error)"
        }
    }

    @Test func `files whose templates take too much parsing are refused after those that fit`() throws {
        let fields = (0..<90).map { "  - {type: textarea, id: f\($0), attributes: {label: F\($0), render: shell}}" }
        let form = "name: Form\ndescription: A form\nbody:\n" + fields.joined(separator: "\n")
        let file = TemplateFile(path: ".github/ISSUE_TEMPLATE/form.yml", content: form)
        let allowance = WorkAllowance(WorkAllowance.batch)
        let results = (0..<50).map { _ in Self.refusal { _ = try TemplateImporter.read(file, within: allowance) } }
        let fitting = results.prefix { $0 == nil }.count
        #expect((4..<50).contains(fitting), "\(fitting)")
        #expect(results[fitting...].allSatisfy { $0?.hasPrefix("takes too much work") == true })
        #expect(Self.refusal { _ = try TemplateImporter.read(file) } == nil)
    }

    @Test func `values of several templates share the steps of matching, and one alone has its own limit`() throws {
        var variable = TemplateVariable(name: "v", kind: .text)
        variable.pattern = "(" + String(repeating: "a?", count: 40) + ")b"
        let content = Self.content("{{v}}", [variable])
        let heavy: [String: JSON] = ["v": .string(String(repeating: "a", count: 10_000))]
        let own = Self.refusal { _ = try content.render(heavy) }
        let allowance = WorkAllowance(WorkAllowance.batch)
        let results = (0..<30).map { _ in Self.refusal { _ = try content.render(heavy, within: allowance) } }
        #expect(own?.hasPrefix("takes too much work") == false)
        #expect(results.first == own)
        #expect(results.last??.hasPrefix("takes too much work") == true)
        // From then on, every text with this allowance is refused; texts without an allowance are not.
        let light: [String: JSON] = ["v": "ab"]
        #expect(Self.refusal { _ = try content.render(light, within: allowance) } != nil)
        #expect(try content.render(light).body == "ab")
    }
}
