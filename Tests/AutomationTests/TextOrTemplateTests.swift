import Primitives
import Testing

@testable import Automation

/// Fields whose value is a literal text or a Mustache template.
@Suite struct TextOrTemplateTests {
    /// What is wrong with a value; nil if it is valid.
    private static func detail<Value>(_ type: FieldType<Value>, _ json: JSON) -> String? {
        var errors: [FieldError] = []
        let value = type.read(json, "/field", &errors)
        #expect((value == nil) == !errors.isEmpty && errors.allSatisfy { $0.pointer == "/field" })
        return errors.first?.detail
    }

    @Test func `a literal must have the length, and a template must be valid`() {
        let type = FieldType<String>.textOrTemplate(1...10)
        #expect(Self.detail(type, "text") == nil)
        #expect(Self.detail(type, "{{title}}") == nil)
        #expect(Self.detail(type, "") == "must be text of 1 to 10 characters")
        #expect(Self.detail(type, 7) == "must be text of 1 to 10 characters, in quotes")
        #expect(Self.detail(type, "{{title")?.hasPrefix("is not a usable template: the tag is not closed") == true)
    }

    @Test func `a literal must be one of the words, a template may render to one`() {
        let type = FieldType<String>.wordOrTemplate(["low", "high"])
        #expect(Self.detail(type, "high") == nil)
        #expect(Self.detail(type, "{{ticket.priority}}") == nil)
        #expect(Self.detail(type, "higher") == "must be one of low, high. Did you mean 'high'?")
        #expect(Self.detail(type, "medium") == "must be one of low, high")
        #expect(Self.detail(FieldType<String>.slugOrTemplate, "a-1") == nil)
        #expect(Self.detail(FieldType<String>.slugOrTemplate, "{{channel.slug}}") == nil)
        #expect(Self.detail(FieldType<String>.slugOrTemplate, "A") != nil)
    }
}
