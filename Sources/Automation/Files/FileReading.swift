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

    private static let name = FieldShape.fixedText(1...255)

    private static let template: [ActionField] = [
        ActionField("title", name), ActionField("description", .fixedText(0...2000)),
        ActionField("channel", .fixedSlug(.channel)),
        ActionField("ticket", .object(ticket)), ActionField("variables", .list(.object(variable), 0...100)),
    ]

    private static let ticket: [ActionField] =
        [
            ActionField("title", .text(0...2000)), ActionField("body", .text(0...65_536)),
            ActionField("due_in_days", .integer(0...3650)),
        ] + TicketFields.template.map { ActionField($0.name, FieldShape(fixed: $0)) }

    private static let variable: [ActionField] = [
        ActionField("name", .fixedText(1...63), required: true),
        ActionField(
            "type", .fixedWord(["string", "text", "number", "boolean", "choice", "multi_choice", "date"]),
            required: true),
        ActionField("label", .fixedText(1...2000)), ActionField("help", .fixedText(0...10_000)),
        ActionField("required", .bool),
        ActionField("default", .anything), ActionField("pattern", .fixedText(1...500)), ActionField("min", .anything),
        ActionField("max", .anything), ActionField("min_length", .integer(0...262_144)),
        ActionField("max_length", .integer(0...262_144)), ActionField("options", .list(.anything, 0...500)),
    ]

    private static let subscription: [ActionField] = [
        ActionField("url", .fixedText(1...2048), required: true), ActionField("title", name),
        ActionField("types", .list(.fixedWord(EventType.allCases.map(\.rawValue)), 1...100)),
        ActionField("channels", .list(.fixedSlug(.channel), 1...200)), ActionField("enabled", .bool),
    ]
}
