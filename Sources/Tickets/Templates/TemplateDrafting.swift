package import Automation
import Connections
package import Documents
package import Models
import Postgres
import Primitives
import Repositories
package import ServiceKit
package import TrackerKit

/// Renders templates into ticket drafts.
package struct TemplateDrafting: Sendable {
    let environment: TicketEnvironment
    /// The total work allowed for all templates of a call; nil for a single template.
    let allowance: WorkAllowance?

    /// The JSON pointer to the template in the body of a creation.
    private static let field = "/template"

    package init(environment: TicketEnvironment, allowance: WorkAllowance? = nil) {
        self.environment = environment
        self.allowance = allowance
    }

    /// Resolves a creation to a draft: the caller's own, or the template's with the caller's fields taking precedence.
    /// - Parameter channel: See ``ticket(of:pointer:for:_:)``.
    package func draft(_ creation: TicketCreation, in channel: Channel?, _ context: CallContext) async throws -> (
        TicketDraft, TemplateReference?
    ) {
        guard let use = creation.template else { return (creation.draft, nil) }
        let made = try await ticket(of: use, pointer: Self.field, for: channel, context)
        let draft = creation.draft.over(made.draft, naming: use.named)
        guard draft.title.contains(where: { !$0.isWhitespace }) else {
            throw ServiceError.invalid("/title", "is required: the template has no title")
        }
        try Self.require(
            draft.title.unicodeScalars.count <= TextRules.longestTitle, at: "/title",
            "would have more than \(TextRules.longestTitle) characters")
        try Self.require(
            draft.body.unicodeScalars.count <= TextRules.longestText, at: "/body",
            "would have more than \(TextRules.longestText) characters")
        return (draft, made.template)
    }

    /// Renders a template into a ticket.
    /// - Parameters:
    ///   - pointer: The JSON pointer to the template in the caller's body.
    ///   - channel: The target channel: fields that its tracker does not support are omitted. Nil to keep all fields
    ///     and the text as Markdown.
    func ticket(of use: TemplateUse, pointer: String, for channel: Channel?, _ context: CallContext) async throws
        -> TemplatedTicket
    {
        let templates = TemplateRepository(environment.database.reader)
        guard var template = try await templates.find(use.slug), template.isVisible(to: context) else {
            let suggestions = NameSuggestions(environment.database.reader, for: context.principal)
            throw ServiceError.invalid(
                pointer, try await suggestions.missing(.template, named: use.slug).fieldDetail)
        }
        if let number = use.version, number != template.version {
            guard let version = try await templates.version(number, of: template.id) else {
                throw ServiceError.invalid(
                    pointer + (pointer.isEmpty ? "/version" : "_version"), "there is no such version of the template")
            }
            template.content = version.content
            template.version = number
        }
        let texts = try await texts(of: template, use, for: channel)
        var made = TemplatedTicket(
            template: template.reference, draft: template.content.ticket.draft(texts, at: environment.clock.now()))
        guard let channel else { return made }
        // Text carried over from an event was converted to plain text before it was truncated.
        if use.carried != nil {
            made.omitted = made.draft.omit(
                what: try await environment.calling(channel, context: context) { $0.capabilities })
            return made
        }
        let tracker = try await environment.calling(channel, context: context) { $0 }
        if tracker.textFormat != .markdown { made.draft.body = PlainText.of(markdown: made.draft.body) }
        made.omitted = made.draft.omit(what: tracker.capabilities)
        return made
    }

    private func texts(of template: Template, _ use: TemplateUse, for channel: Channel?) async throws -> RenderedTexts {
        let rules: TextRules
        if use.carried != nil, let channel {
            rules = try await environment.provider.textRules(for: channel)
        } else {
            rules = .standard
        }
        do throws(TemplateProblems) {
            guard let carried = use.carried else {
                return try template.content.render(use.variables, within: allowance)
            }
            return try Self.fitted(
                template.content.carry(use.variables, within: allowance), to: rules, source: carried.source)
        } catch {
            guard allowance?.isExhausted != true else { throw ServiceError.invalid(Self.field, WorkAllowance.refusal) }
            throw ServiceError.invalid(error.all.map { FieldError(pointer: $0.pointer, detail: $0.detail) })
        }
    }

    private static func fitted(_ texts: CarriedTexts, to rules: TextRules, source: String?) -> RenderedTexts {
        let inert = rules.inert(texts.body.owning(addresses: Set([source].compactMap(\.self))))
        let body = rules.format == .markdown ? inert : PlainText.of(markdown: inert)
        return RenderedTexts(title: rules.carried(title: texts.title), body: rules.fitted(body: body, source: source))
    }

    private static func require(_ condition: Bool, at pointer: String, _ detail: String) throws {
        if !condition { throw ServiceError.invalid(pointer, detail) }
    }
}

extension Template {
    /// Whether the caller may see the template.
    package func isVisible(to context: CallContext) -> Bool { channel.map(context.principal.mayUse(channel:)) ?? true }
}

extension TicketPattern {
    fileprivate func draft(_ texts: RenderedTexts, at now: Timestamp) -> TicketDraft {
        var draft = TicketDraft(title: texts.title, body: texts.body)
        for field in TicketFields.template {
            if let value = self[field], value != field.unspecified { draft[field] = value }
        }
        draft.dueAt = self.dueAt ?? dueInDays.map { now + .seconds(86_400) * $0 }
        return draft
    }
}

extension TicketDraft {
    /// This draft, with the other draft's values for fields that the caller does not name.
    fileprivate func over(_ other: TicketDraft, naming named: Set<String>) -> TicketDraft {
        var draft = self
        if !named.contains(TicketFields.table.title.name) { draft.title = other.title }
        if !named.contains(TicketFields.table.body.name) { draft.body = other.body }
        for field in TicketFields.template where !named.contains(field.name) { draft[field] = other[field] }
        return draft
    }

    /// Clears the fields that the tracker does not support and returns their names. `confidential` is never omitted: if
    /// the tracker does not support it, the creation must fail.
    fileprivate mutating func omit(what capabilities: Set<Capability>) -> [String] {
        let omitted = TicketFields.template.filter { field in
            guard self[field] != nil, let capability = field.capability, capability != .confidential else {
                return false
            }
            return !capabilities.contains(capability)
        }
        for field in omitted { self[field] = nil }
        return omitted.map(\.name)
    }
}
