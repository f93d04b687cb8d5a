package import Automation
import Models
package import Primitives

/// The check of a rule, template or subscription without the database: what `apply` and the command line can find in
/// files, with the code that the server uses.
package struct DefinitionCheck: Sendable {
    /// All errors, with JSON pointers into the body.
    package private(set) var errors: [FieldError] = []
    /// The objects that it refers to, whose existence can only be checked in the database.
    package private(set) var references: [DefinitionReference] = []

    package init(rule members: [String: JSON]) {
        let reading = RuleReading(members)
        errors = reading.problems.map { FieldError(pointer: $0.pointer, detail: $0.detail) }
        errors += RuleLiterals.errors(in: reading.literalCalls)
        errors += RuleNames.errors(in: reading)
        references = reading.references
    }

    package init(template members: [String: JSON]) {
        var body = BodyReader(fields: members)
        let draft = body.templateDraft()
        errors = body.allErrors
        if errors.isEmpty {
            errors = draft.content.problems.map { FieldError(pointer: $0.pointer, detail: $0.detail) }
        }
        references = draft.channel.map { [DefinitionReference(.channel, $0, at: "/channel")] } ?? []
    }

    package init(subscription members: [String: JSON]) {
        var body = BodyReader(fields: members)
        let draft = body.subscriptionDraft()
        errors = body.allErrors
        if let filter = draft.filter { errors += SubscriptionDraft.problems(withFilter: filter, types: draft.types) }
        references = (members["channels"]?.arrayValue ?? []).enumerated().compactMap { index, slug in
            guard let slug = slug.stringValue, Slug.isValid(slug) else { return nil }
            return DefinitionReference(.channel, slug, at: "/channels/\(index)")
        }
    }
}
