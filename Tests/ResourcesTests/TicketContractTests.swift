import OpenAPISupport
import Primitives
import Testing
import TrackerKit

/// Compares the schemas of tickets in `openapi.yaml` with the table of fields.
@Suite struct TicketContractTests {
    private let document: OpenAPIDocument

    init() throws { document = try .ofProject() }

    private func properties(of schema: String) throws -> [String: JSON] {
        try #require(document.schemas[schema]?["properties"]?.objectValue)
    }

    @Test func `a ticket has the fields of the table and those of the mirror`() throws {
        let own = ["id", "channel", "tracker", "links", "template", "capabilities", "synced_at"]
        let names = Set(own + TicketFields.all.map(\.name))
        #expect(Set(try properties(of: "Ticket").keys) == names)
        let required = document.schemas["Ticket"]?["required"]?.arrayValue?.compactMap(\.stringValue) ?? []
        #expect(Set(required) == names.subtracting(["remote_data"]))
    }

    @Test func `the fields that callers may write match the table`() throws {
        let create = [
            "template", "template_version", "variables", "title", "body", "status", "status_raw", "resolution",
        ]
        #expect(Set(try properties(of: "TicketCreate").keys) == Set(create + TicketFields.creation.map(\.name)))
        let patch = ["status", "status_raw", "resolution", "add_labels", "remove_labels"]
        #expect(Set(try properties(of: "TicketPatch").keys) == Set(patch + TicketFields.change.map(\.name)))
    }

    @Test(arguments: ["TemplateTicket", "TemplateTicketInput", "RenderedTicket"])
    func `the ticket of a template has the fields of the table`(_ schema: String) throws {
        let own = schema == "RenderedTicket" ? ["title", "body"] : ["title", "body", "due_in_days"]
        #expect(Set(try properties(of: schema).keys) == Set(own + TicketFields.template.map(\.name)))
    }

    @Test func `null is allowed where the table permits it`() throws {
        let create = try properties(of: "TicketCreate"), patch = try properties(of: "TicketPatch")
        for field in TicketFields.creation {
            let property = try #require(create[field.name])
            #expect(allowsNull(property) == field.uses.contains(.creationOrNull), "\(field.name) of TicketCreate")
        }
        for field in TicketFields.change {
            let property = try #require(patch[field.name])
            #expect(allowsNull(property) == field.isClearable, "\(field.name) of TicketPatch")
        }
    }

    @Test func `the limits of what callers may write match the table`() throws {
        for (schema, fields) in [("TicketCreate", TicketFields.creation), ("TicketPatch", TicketFields.change)] {
            let properties = try properties(of: schema)
            for field in fields {
                let property = document.resolved(try #require(properties[field.name]))
                #expect(limits(of: property) == limits(of: field.form), "\(field.name) of \(schema)")
            }
        }
    }

    private func allowsNull(_ schema: JSON) -> Bool {
        let schema = document.resolved(schema)
        let types = schema["type"]?.arrayValue ?? [schema["type"] ?? .null]
        return types.contains("null") || (schema["anyOf"]?.arrayValue ?? []).contains(where: allowsNull)
    }

    /// The keywords that limit values, of the alternative that is not null.
    private func limits(of schema: JSON) -> [String: JSON] {
        let alternatives = (schema["anyOf"]?.arrayValue ?? [schema]).map(document.resolved)
        let value = alternatives.first { $0["type"] != "null" } ?? .null
        let keywords = ["minLength", "maxLength", "minimum", "maximum", "maxItems", "format"]
        var limits = (value.objectValue ?? [:]).filter { keywords.contains($0.key) }
        for name in ["enum", "x-extensible-enum"] where value[name] != nil {
            limits["words"] = .array((value[name]?.arrayValue ?? []).sorted { $0.text < $1.text })
        }
        return limits
    }

    private func limits(of form: TicketForm) -> [String: JSON] {
        switch form {
        case .line(let length): ["minLength": JSON(length.lowerBound), "maxLength": JSON(length.upperBound)]
        case .text(let length): ["maxLength": JSON(length.upperBound)]
        case .word(let words): ["words": JSON(words.sorted())]
        case .names: ["maxItems": 100]
        case .number(let range): ["minimum": JSON(range.lowerBound), "maximum": JSON(range.upperBound)]
        case .moment: ["format": "date-time"]
        case .flag, .document: [:]
        }
    }
}
