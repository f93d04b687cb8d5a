import Models
package import Primitives
import TrackerKit

/// The result of reading a template or subscription from a file, with all errors that can be found without the gateway.
package struct FileReading: Sendable {
    /// All errors.
    package let problems: [DefinitionProblem]
    /// The objects it refers to, whose existence can only be checked in the database.
    package let references: [DefinitionReference]

    /// Checks a template. Rules that involve several members of a variable are checked only by the gateway.
    package init(template members: [String: JSON]) { self.init(members, fields: Self.template) }

    /// Checks a subscription. A secret in the file is an error.
    package init(subscription members: [String: JSON]) {
        self.init(members, fields: Self.subscription) { reader in
            if reader.raw("secret") != nil {
                reader.fail("secret", "must not be in a file: the gateway generates it, and `rotate` replaces it")
            }
            _ = reader.condition("if")
        }
    }

    private init(
        _ members: [String: JSON], fields: [ActionField], more: (inout DefinitionReader) -> Void = { _ in }
    ) {
        var reader = DefinitionReader(members)
        if let slug = reader.required("slug", .fixedText(1...63))?.stringValue, !Slug.isValid(slug) {
            reader.fail("slug", "must be lower-case letters, digits and hyphens")
        }
        for field in fields {
            _ = field.isRequired ? reader.required(field.name, field.shape) : reader.optional(field.name, field.shape)
        }
        more(&reader)
        reader.refuseOthers()
        problems = reader.problems
        references = reader.references
    }

    private static let name = FieldShape.fixedText(1...TemplateLimits.templateName)

    private static let template: [ActionField] = [
        ActionField("title", name), ActionField("description", .fixedText(0...TemplateLimits.description)),
        ActionField("channel", .fixedSlug(.channel)),
        ActionField("ticket", .object(ticket)),
        ActionField("variables", .list(.object(variable), TemplateLimits.variables)),
    ]

    private static let ticket: [ActionField] =
        [
            ActionField("title", .text(TemplateLimits.title)), ActionField("body", .text(TemplateLimits.body)),
            ActionField("due_in_days", .integer(TemplateLimits.dueInDays)),
        ] + TicketFields.template.map { ActionField($0.name, FieldShape(fixed: $0)) }

    private static let variable: [ActionField] = [
        ActionField("name", .fixedText(TemplateLimits.name), required: true),
        ActionField(
            "type", .fixedWord(TemplateVariable.Kind.allCases.map(\.rawValue)),
            required: true),
        ActionField("label", .fixedText(TemplateLimits.label)), ActionField("help", .fixedText(TemplateLimits.help)),
        ActionField("required", .bool), ActionField("default", .anything),
        ActionField("pattern", .fixedText(TemplateLimits.pattern)), ActionField("min", .anything),
        ActionField("max", .anything), ActionField("min_length", .integer(TemplateLimits.value)),
        ActionField("max_length", .integer(TemplateLimits.value)),
        ActionField("options", .list(.anything, TemplateLimits.options)),
    ]

    private static let subscription: [ActionField] = [
        ActionField("url", .fixedText(1...2048), required: true), ActionField("title", name),
        ActionField("types", .list(.fixedWord(EventType.allCases.map(\.rawValue)), 1...100)),
        ActionField("channels", .list(.fixedSlug(.channel), 1...200)), ActionField("enabled", .bool),
    ]
}
