package import Documents
package import Models
package import Postgres
package import Primitives
package import Repositories
package import ServiceKit
import TrackerKit

/// The administration of flavors. A caller that is restricted to channels sees and manages only flavors of these.
package struct FlavorService: Sendable {
    private let database: PostgresClient
    private let audit: AuditLog
    private let clock: any WallClock
    private let identifiers: any IdentifierSource

    package init(
        database: PostgresClient, audit: AuditLog, clock: any WallClock, identifiers: any IdentifierSource
    ) {
        self.database = database
        self.audit = audit
        self.clock = clock
        self.identifiers = identifiers
    }

    package func list(_ page: SlugPage, context: CallContext) async throws -> [AlertFlavor] {
        try await AlertFlavorRepository(database.reader).list(within: context.principal.channels, page: page)
    }

    package func find(_ slug: String, context: CallContext) async throws -> AlertFlavor {
        try Self.visible(try await AlertFlavorRepository(database.reader).find(slug), context)
    }

    package func create(_ draft: AlertFlavorDraft, context: CallContext) async throws -> AlertFlavor {
        try await changing { transaction in
            var flavor = AlertFlavor(id: identifiers.next(), slug: draft.slug, name: draft.name, at: clock.now())
            flavor.description = draft.description
            flavor.moreInfo = draft.moreInfo
            flavor.defaultSeverity = draft.defaultSeverity
            flavor.isEnabled = draft.isEnabled
            flavor.source = draft.source
            flavor.policy = draft.policy
            flavor.channel = try await channel(draft.channel, context, in: transaction)
            flavor.template = try await template(draft.template, context, in: transaction)
            try await AlertFlavorRepository(transaction).insert(flavor)
            try await record("alert_flavor.create", before: nil, after: flavor, context: context, in: transaction)
            return try Self.visible(try await AlertFlavorRepository(transaction).find(flavor.slug), context)
        }
    }

    package func update(
        _ slug: String, _ patch: AlertFlavorPatch, if precondition: Precondition, context: CallContext
    ) async throws -> AlertFlavor {
        try await changing { transaction in
            let present = try await lock(slug, if: precondition, context: context, in: transaction)
            var changed = present.applying(patch)
            if case .set(let slug) = patch.channel, slug != present.channel?.slug {
                changed.channel = try await channel(slug, context, in: transaction)
            }
            if case .set(let slug) = patch.template, slug != present.template?.slug {
                changed.template = try await template(slug, context, in: transaction)
            }
            guard changed != present else { return present }
            changed.updatedAt = clock.now()
            try await AlertFlavorRepository(transaction).update(changed)
            try await record("alert_flavor.update", before: present, after: changed, context: context, in: transaction)
            return try Self.visible(try await AlertFlavorRepository(transaction).find(slug), context)
        }
    }

    /// Deletes a flavor with its alerts.
    package func delete(_ slug: String, if precondition: Precondition, context: CallContext) async throws {
        try await database.transaction { transaction in
            let present = try await lock(slug, if: precondition, context: context, in: transaction)
            try await AlertFlavorRepository(transaction).delete(present.id)
            try await record("alert_flavor.delete", before: present, after: nil, context: context, in: transaction)
        }
    }

    // MARK: Rules

    private static func visible(_ flavor: AlertFlavor?, _ context: CallContext) throws(ServiceError) -> AlertFlavor {
        guard let flavor, flavor.isVisible(to: context.principal) else { throw .notFound("flavor") }
        return flavor
    }

    /// The channel of a flavor's tickets. Callers that are restricted to channels must choose one of these.
    private func channel(_ slug: String?, _ context: CallContext, in transaction: Transaction) async throws
        -> AlertFlavor.Link<Channel>?
    {
        guard let slug else {
            guard context.principal.channels == nil else {
                throw ServiceError.invalid("/channel", "is required for callers that are restricted to channels")
            }
            return nil
        }
        guard context.principal.mayUse(channel: slug),
            let channel = try await ChannelRepository(transaction).find(slug: slug)
        else { throw try await missing(.channel, slug, at: "/channel", context: context, in: transaction) }
        return AlertFlavor.Link(id: channel.id, slug: channel.slug)
    }

    private func template(_ slug: String?, _ context: CallContext, in transaction: Transaction) async throws
        -> AlertFlavor.Link<Template>?
    {
        guard let slug else { return nil }
        guard let template = try await TemplateRepository(transaction).find(slug),
            template.channel.map({ context.principal.mayUse(channel: $0) }) ?? true
        else { throw try await missing(.template, slug, at: "/template", context: context, in: transaction) }
        return AlertFlavor.Link(id: template.id, slug: template.slug)
    }

    private func missing(
        _ kind: NameRepository.Kind, _ slug: String, at pointer: String, context: CallContext,
        in transaction: Transaction
    ) async throws -> ServiceError {
        let suggestions = NameSuggestions(transaction, for: context.principal)
        return .invalid(try await suggestions.errors(kind, named: [slug]) { _ in pointer })
    }

    /// Runs a transaction in which the name or slug may turn out to be in use.
    private func changing<Value: Sendable>(
        _ body: @Sendable (Transaction) async throws -> Value
    ) async throws -> Value {
        do {
            return try await database.transaction { try await body($0) }
        } catch let error as PostgresError where error.sqlState == .uniqueViolation {
            guard error.serverError?.constraint == Self.nameConstraint else { throw ServiceError.slugTaken("flavor") }
            throw ServiceError.conflict(detail: "A flavor with this name already exists.")
        }
    }

    /// PostgreSQL's name of the constraint that names are unique.
    private static let nameConstraint = "alert_flavor_name_key"

    private func lock(
        _ slug: String, if precondition: Precondition, context: CallContext, in transaction: Transaction
    ) async throws -> AlertFlavor {
        let present = try Self.visible(try await AlertFlavorRepository(transaction).lock(slug), context)
        try precondition.require(ETag(present.revision))
        return present
    }

    private func record(
        _ action: String, before: AlertFlavor?, after: AlertFlavor?, context: CallContext, in transaction: Transaction
    ) async throws {
        guard let flavor = after ?? before else { return }
        let target = AuditTarget(.alertFlavor, id: flavor.id, name: flavor.slug, channel: flavor.channel?.slug)
        try await audit.record(
            action, target: target, before: before?.auditJSON, after: after?.auditJSON, context: context,
            in: transaction)
    }
}

extension AlertFlavor {
    fileprivate var auditJSON: JSON {
        [
            "slug": .string(slug), "name": .string(name), "description": .string(description),
            "more_info": JSON(moreInfo), "default_severity": JSON(defaultSeverity), "enabled": .bool(isEnabled),
            "source": JSON(source?.rawValue), "channel": JSON(channel?.slug), "template": JSON(template?.slug),
            "policy": policy.document,
        ]
    }

    /// The flavor with the changed fields, except references to other objects.
    fileprivate func applying(_ patch: AlertFlavorPatch) -> AlertFlavor {
        var flavor = self
        flavor.name = patch.name.value ?? name
        flavor.description = patch.description.value ?? description
        if case .set(let url) = patch.moreInfo { flavor.moreInfo = url }
        flavor.defaultSeverity = patch.defaultSeverity.value ?? defaultSeverity
        flavor.isEnabled = patch.isEnabled.value ?? isEnabled
        if case .set(let source) = patch.source { flavor.source = source }
        if case .set(let change) = patch.policy { flavor.policy = change?.applied(to: policy) ?? AlertPolicy() }
        return flavor
    }
}
