import Automation
import Documents
package import Models
import Postgres
package import Primitives
package import Repositories
package import ServiceKit
import Tickets

/// Use cases of rules.
///
/// A rule has the rights of its author, the caller that last changed what it does: the channels that the author is
/// restricted to, and confidential tickets if the author can see them. If the author loses rights, the rule loses them
/// too. Callers restricted to channels see only rules restricted to these channels.
package struct RuleService: Sendable {
    let environment: RuleEnvironment

    package init(environment: RuleEnvironment) { self.environment = environment }

    package func list(enabled: Bool?, page: SlugPage, context: CallContext) async throws -> [Rule] {
        try await RuleRepository(environment.database.reader).list(
            enabled: enabled, channels: context.principal.channels, page: page)
    }

    /// Finds a rule by slug or id.
    /// - Throws: `ServiceError.notFound` if it does not exist or the caller may not see it.
    package func find(_ name: String, context: CallContext) async throws -> Rule {
        let rules = RuleRepository(environment.database.reader)
        var rule = try await rules.find(slug: name)
        if rule == nil, let id = Rule.ID(name) { rule = try await rules.find(id: id) }
        guard let rule, Self.hasAccess(to: rule, context) else { throw ServiceError.notFound("rule") }
        return rule
    }

    /// Creates a rule from the members of a request body.
    /// - Throws: `ServiceError.invalid` with all problems.
    package func create(_ members: [String: JSON], context: CallContext) async throws -> Rule {
        let reading = try await read(members, context)
        guard let slug = reading.slug else { throw ServiceError.invalid("/slug", "is required") }
        try Self.requireAuthority(for: RuleDefinition(stored: reading.stored), context)
        let now = environment.now()
        var rule = Rule(
            id: environment.tickets.identifiers.next(), slug: slug, name: reading.name ?? slug,
            definition: reading.stored, at: now)
        rule.description = reading.description
        rule.enabled = reading.enabled
        rule.order = reading.order
        Self.entitle(&rule, context)
        let fresh = rule
        return try await ServiceError.mapping(.uniqueViolation, to: Self.taken) {
            try await environment.database.transaction { transaction in
                try await environment.tickets.quota.requireRoom(for: .rule, in: transaction)
                let stored = try await RuleRepository(transaction).insert(fresh)
                try await record(
                    "rule.create", rule: stored, before: nil, after: stored, context: context, in: transaction)
                return stored
            }
        }
    }

    /// Changes a rule. Each member given replaces the present one; `null` removes it.
    package func update(_ name: String, _ changes: [String: JSON], context: CallContext, precondition: Precondition)
        async throws -> Rule
    {
        let present = try await find(name, context: context)
        try precondition.require(ETag(present.revision))
        let reading = try await read(
            present.members.merging(changes) { _, new in new }, isFresh: changes["do"] != nil,
            namesAreFresh: ["on", "if", "do"].contains { changes[$0] != nil }, context)
        guard let slug = reading.slug else { throw ServiceError.invalid("/slug", "is required") }
        let now = environment.now()
        var rule = present
        rule.slug = slug
        rule.name = reading.name ?? slug
        rule.description = reading.description
        rule.order = reading.order
        rule.enabled = changes["enabled"] == nil ? present.enabled : reading.enabled
        rule.definition = reading.stored
        let changesDefinition = changes.keys.contains { RuleReading.definitionMembers.contains($0) }
        // If the author was deleted or has expired, enabling the rule makes the caller its author, even if the rule had
        // not been disabled yet.
        let isAdopted = present.authorRights == .gone && changes["enabled"] != nil && rule.enabled
        if changesDefinition || isAdopted {
            try Self.requireAuthority(for: RuleDefinition(stored: reading.stored), context)
            Self.entitle(&rule, context)
        }
        let isBeingEnabled = changes["enabled"] != nil && rule.enabled
        if rule.enabled || changes["enabled"] != nil { (rule.disabledReason, rule.disabledAt) = (nil, nil) }
        if present.enabled, !rule.enabled {
            // Events that the rule has not processed yet count as missed too.
            let pending = try await RuleRepository(environment.database).firstPending(of: RuleConsumer.consumerName)
            rule.offSince = min(max(pending ?? now, present.updatedAt), now)
        }
        if !present.enabled, rule.enabled {
            (rule.offSince, rule.missed) = (nil, try await missed(by: rule, until: now))
        }
        guard rule != present else { return present }
        rule.updatedAt = now
        let changed = rule
        return try await ServiceError.mapping(.uniqueViolation, to: Self.taken) {
            try await environment.database.transaction { transaction in
                let rules = RuleRepository(transaction)
                guard let stored = try await rules.update(changed) else { throw ServiceError.preconditionFailed }
                // Whoever enables the rule has seen why it was disabled, so its run count starts again.
                if isBeingEnabled, !present.enabled { try await rules.forgetRate(of: stored.id) }
                try await record(
                    "rule.update", rule: stored, before: present, after: stored, context: context, in: transaction)
                return stored
            }
        }
    }

    /// Deletes a rule with its runs. Its pairs are no longer kept in sync.
    package func delete(_ name: String, context: CallContext, precondition: Precondition) async throws {
        let present = try await find(name, context: context)
        try precondition.require(ETag(present.revision))
        // Runs are deleted in batches, because a single statement could take too long.
        let runs = RuleRunRepository(environment.database)
        while try await runs.prune(present.id, limit: RulePolicy.pruned) == RulePolicy.pruned {}
        try await environment.database.transaction { transaction in
            guard try await RuleRepository(transaction).delete(present) else { throw ServiceError.preconditionFailed }
            try await record(
                "rule.delete", rule: present, before: present, after: nil, context: context, in: transaction)
        }
    }

    /// Deletes runs that finished before `moment`, in small batches, and run counts that are no longer needed.
    package func prune(before moment: Timestamp) async throws {
        let runs = RuleRunRepository(environment.database)
        while try await runs.prune(before: moment, limit: RulePolicy.pruned) == RulePolicy.pruned {}
        try await RuleRepository(environment.database).pruneRates(
            before: environment.now() - RulePolicy.window - .seconds(120))
    }

    // MARK: Reading

    /// Decodes a rule and checks that everything it refers to exists.
    /// - Parameters:
    ///   - isFresh: Whether the actions are new: a stored rule can be disabled even if they are invalid.
    ///   - namesAreFresh: The same for the names in conditions and texts, which also depend on the event types.
    private func read(
        _ members: [String: JSON], isFresh: Bool = true, namesAreFresh: Bool = true, _ context: CallContext
    ) async throws -> RuleReading {
        let reading = RuleReading(members)
        var errors = reading.problems.map { FieldError(pointer: $0.pointer, detail: $0.detail) }
        if isFresh { errors += RuleLiterals.errors(in: reading.literalCalls) }
        if namesAreFresh { errors += RuleNames.errors(in: reading) }
        if isFresh { errors += try await templateErrors(in: reading, context) }
        let suggestions = NameSuggestions(environment.database.reader, for: context.principal)
        for reference in reading.references where try await !exists(reference, context) {
            let missing = try await suggestions.missing(reference.kind.names, named: reference.slug)
            errors.append(FieldError(pointer: reference.pointer, detail: missing.fieldDetail))
        }
        guard errors.isEmpty else { throw ServiceError.invalid(errors) }
        return reading
    }

    /// The problems that existing templates have with the variables given by the rule. Missing templates are reported
    /// with the references.
    private func templateErrors(in reading: RuleReading, _ context: CallContext) async throws -> [FieldError] {
        let templates = TemplateRepository(environment.database.reader)
        let allowance = WorkAllowance(WorkAllowance.call)
        var errors: [FieldError] = []
        for use in reading.literalTemplates {
            guard let template = try await templates.find(use.slug), template.isVisible(to: context) else { continue }
            let problems = use.problems(with: template.content, within: allowance)
            guard !allowance.isExhausted else { return [FieldError(pointer: "/do", detail: WorkAllowance.refusal)] }
            errors += problems.map { FieldError(pointer: $0.pointer, detail: $0.detail) }
        }
        return errors
    }

    private func exists(_ reference: DefinitionReference, _ context: CallContext) async throws -> Bool {
        switch reference.kind {
        case .channel:
            guard context.principal.mayUse(channel: reference.slug) else { return false }
            return try await ChannelRepository(environment.database.reader).find(slug: reference.slug) != nil
        case .subscription: return try await environment.callouts?.exists(reference.slug, context: context) ?? false
        case .template:
            return try await TemplateService(environment.tickets).exists(reference.slug, context: context)
        }
    }

    private static func entitle(_ rule: inout Rule, _ context: CallContext) {
        rule.channels = context.principal.channels
        rule.confidential = context.principal.allows(.ticketsConfidential)
        rule.author = context.principal.authorKey
        rule.authorRights = .present(scopes: context.principal.scopes, channels: context.principal.channels)
    }

    /// Requires the scopes for what the rule reads and writes, both of its author and of a caller that runs it on
    /// stored events.
    static func requireAuthority(for definition: RuleDefinition?, _ context: CallContext) throws(ServiceError) {
        guard context.principal.allows(.ticketsRead) else { throw .forbidden(.ticketsRead) }
        let actions = definition?.actions ?? []
        if actions.contains(where: \.kind.writesTickets), !context.principal.allows(.ticketsWrite) {
            throw .forbidden(.ticketsWrite)
        }
    }

    private static func hasAccess(to rule: Rule, _ context: CallContext) -> Bool {
        guard let bounds = context.principal.channels else { return true }
        return rule.channels?.isSubset(of: bounds) ?? false
    }

    private static let taken = ServiceError.slugTaken("rule")

    private func record(
        _ action: String, rule: Rule, before: Rule?, after: Rule?, context: CallContext, in transaction: Transaction
    ) async throws {
        try await environment.tickets.audit.record(
            action, target: AuditTarget(.rule, id: rule.id, name: rule.slug), before: before?.auditJSON,
            after: after?.auditJSON,
            context: context, in: transaction)
    }
}

extension Rule {
    /// The rule as a caller would write it.
    package var members: [String: JSON] {
        var members = definition.objectValue ?? [:]
        members["slug"] = .string(slug)
        members["name"] = .string(name)
        members["description"] = JSON(description)
        members["enabled"] = .bool(enabled)
        members["order"] = JSON(order)
        return members
    }

    /// The rule for the audit log, with secrets masked.
    fileprivate var auditJSON: JSON {
        var members = members
        members["bound_to"] = channels.map { JSON($0.sorted()) } ?? .null
        members["confidential"] = .bool(confidential)
        return JSON.object(members).maskingSecrets
    }
}

extension DefinitionReference.Kind {
    /// The names among which similar ones are suggested.
    fileprivate var names: NameRepository.Kind {
        switch self {
        case .channel: .channel
        case .subscription: .subscription
        case .template: .template
        }
    }
}
