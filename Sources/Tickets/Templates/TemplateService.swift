import Automation
package import Documents
package import Models
import Postgres
import Primitives
package import Repositories
package import ServiceKit

/// Use cases of templates.
package struct TemplateService: Sendable {
    let environment: TicketEnvironment

    package init(_ environment: TicketEnvironment) { self.environment = environment }

    private var reader: TemplateRepository { TemplateRepository(environment.database.reader) }

    /// Returns a page of the templates that the caller can see.
    package func list(channel: String?, page: SlugPage, context: CallContext) async throws -> [Template] {
        try await suggestions(context).requireChannels(channel.map { [$0] }, in: environment.database.reader)
        return try await reader.list(channel: channel, slugs: context.principal.channels, page: page)
    }

    package func find(_ slug: String, context: CallContext) async throws -> Template {
        try Self.visible(try await reader.find(slug), context)
    }

    /// Whether a template with this slug exists and the caller can see it.
    package func exists(_ slug: String, context: CallContext) async throws -> Bool {
        do {
            _ = try await find(slug, context: context)
            return true
        } catch ServiceError.notFound {
            return false
        }
    }

    /// Returns a page of a template's versions, newest first.
    package func versions(of slug: String, before number: Int?, limit: Int, context: CallContext) async throws
        -> [TemplateVersion]
    {
        let template = try await find(slug, context: context)
        return try await reader.versions(of: template.id, before: number, limit: limit)
    }

    /// Renders a template without creating the ticket.
    /// - Parameter slug: The channel whose tracker the ticket is rendered for; nil for none.
    package func render(_ use: TemplateUse, channel slug: String?, context: CallContext) async throws -> TemplatedTicket
    {
        _ = try await find(use.slug, context: context)
        var channel: Channel?
        if let slug {
            do {
                channel = try await environment.channel(slug, context)
            } catch ServiceError.notFound {
                throw try await unknownChannel(slug, context)
            }
        }
        return try await TemplateDrafting(environment: environment).ticket(of: use, pointer: "", for: channel, context)
    }

    package func create(_ draft: TemplateDraft, context: CallContext) async throws -> Template {
        // The template's URL would collide with that of the import endpoint.
        guard draft.slug != "import" else { throw ServiceError.invalid("/slug", "must not be import") }
        try Self.check(draft.content)
        let channel = try await channel(draft.channel, context)
        var template = Template(
            id: environment.identifiers.next(), slug: draft.slug, title: draft.title ?? draft.slug,
            content: draft.content,
            at: environment.clock.now())
        template.description = draft.description
        template.channelID = channel?.id
        let made = template
        return try await ServiceError.mapping(.uniqueViolation, to: Self.taken) {
            try await environment.database.transaction { transaction in
                try await environment.quota.requireRoom(for: .template, in: transaction)
                try await TemplateRepository(transaction).insert(made)
                try await record("template.create", before: nil, after: made, context: context, in: transaction)
                return try Self.visible(try await TemplateRepository(transaction).find(made.slug), context)
            }
        }
    }

    /// Changes a template. A change of its content creates a new version.
    /// - Parameter change: Returns the new draft for the present template. Errors that it throws are rethrown.
    package func update(
        _ slug: String, if precondition: Precondition, context: CallContext,
        _ change: @escaping @Sendable (Template) throws -> TemplateDraft
    ) async throws -> Template {
        try await environment.database.transaction { transaction in
            let templates = TemplateRepository(transaction)
            let present = try await lock(slug, if: precondition, context: context, in: transaction)
            let draft = try change(present)
            if present.source != nil, draft.content != present.content {
                throw ServiceError.conflict(
                    detail: "The template comes from a file in its project; change it there.", code: .templateFromFile)
            }
            try Self.check(draft.content)
            let channelID =
                draft.channel == present.channel ? present.channelID : try await channel(draft.channel, context)?.id
            if present.source != nil, channelID != present.channelID {
                throw ServiceError.invalid("/channel", "is determined by the template's file")
            }
            var changed = present.saying(draft.content, at: environment.clock.now())
            changed.title = draft.title ?? draft.slug
            changed.description = draft.description
            changed.channelID = channelID
            guard changed != present else { return present }
            changed.updatedAt = environment.clock.now()
            try await templates.update(changed)
            try await record("template.update", before: present, after: changed, context: context, in: transaction)
            return try Self.visible(try await templates.find(slug), context)
        }
    }

    /// Deletes a template and its versions. Tickets created from it still refer to it.
    package func delete(_ slug: String, if precondition: Precondition, context: CallContext) async throws {
        try await environment.database.transaction { transaction in
            let present = try await lock(slug, if: precondition, context: context, in: transaction)
            try await TemplateRepository(transaction).delete(present.id)
            try await record("template.delete", before: present, after: nil, context: context, in: transaction)
        }
    }

    // MARK: Rules

    static let taken = ServiceError.slugTaken("template")

    /// - Throws: `ServiceError.invalid` (422) with all problems of the template's content.
    static func check(_ content: TemplateContent) throws {
        let problems = content.problems
        guard problems.isEmpty else {
            throw ServiceError.invalid(problems.map { FieldError(pointer: $0.pointer, detail: $0.detail) })
        }
    }

    /// The channel of a template. Callers restricted to channels can create templates only for those.
    func channel(_ slug: String?, _ context: CallContext) async throws -> Channel? {
        guard let slug else {
            guard context.principal.channels == nil else {
                throw ServiceError.invalid("/channel", "is required for callers that are restricted to channels")
            }
            return nil
        }
        guard context.principal.mayUse(channel: slug),
            let channel = try await ChannelRepository(environment.database.reader).find(slug: slug)
        else { throw try await unknownChannel(slug, context) }
        return channel
    }

    private func suggestions(_ context: CallContext) -> NameSuggestions {
        NameSuggestions(environment.database.reader, for: context.principal)
    }

    private func unknownChannel(_ slug: String, _ context: CallContext) async throws -> ServiceError {
        .invalid("/channel", try await suggestions(context).missing(.channel, named: slug).fieldDetail)
    }

    private func lock(_ slug: String, if precondition: Precondition, context: CallContext, in transaction: Transaction)
        async throws
        -> Template
    {
        let template = try Self.visible(try await TemplateRepository(transaction).lock(slug), context)
        guard template.channel != nil || context.principal.channels == nil else {
            throw Failure.restricted("Callers that are restricted to channels can't change templates for all channels.")
        }
        try precondition.require(ETag(template.revision))
        return template
    }

    private static func visible(_ template: Template?, _ context: CallContext) throws -> Template {
        guard let template, template.isVisible(to: context) else { throw ServiceError.notFound("template") }
        return template
    }

    func record(
        _ action: String, before: Template?, after: Template?, context: CallContext, in transaction: Transaction
    ) async throws {
        guard let template = after ?? before else { return }
        try await environment.audit.record(
            action, target: AuditTarget(.template, id: template.id, name: template.slug, channel: template.channel),
            before: before?.auditJSON, after: after?.auditJSON, context: context, in: transaction)
    }
}

extension Template {
    /// The template with this content, as a new version if the content differs.
    func saying(_ content: TemplateContent, at now: Timestamp) -> Template {
        guard content != self.content else { return self }
        var template = self
        template.content = content
        template.version += 1
        template.updatedAt = now
        return template
    }

    /// The template for the audit log, without its content, which its versions keep.
    fileprivate var auditJSON: JSON {
        [
            "slug": .string(slug), "title": .string(title), "description": JSON(description), "channel": JSON(channel),
            "version": JSON(version), "file": JSON(source?.path),
        ]
    }
}
