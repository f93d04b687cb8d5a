package import Documents
package import Models
package import Postgres
package import Primitives
package import Repositories
package import ServiceKit
import TrackerKit

/// The administration of alert tokens, and their recognition. A caller that is restricted to channels sees and manages
/// only tokens that have flavors, all of these channels.
package struct AlertTokenService: Sendable {
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

    /// The token with this text, even if it is disabled; nil if there is none.
    package func holder(of text: String) async throws -> AlertToken? {
        guard RandomSecret.isAlertToken(text) else { return nil }
        return try await AlertTokenRepository(database.reader).find(hash: RandomSecret.hash(of: text))
    }

    package func list(_ page: SlugPage, context: CallContext) async throws -> [AlertToken] {
        try await AlertTokenRepository(database.reader).list(within: context.principal.channels, page: page)
    }

    package func find(_ id: AlertToken.ID, context: CallContext) async throws -> AlertToken {
        let token = try await AlertTokenRepository(database.reader).find(id: id)
        return try await visible(token, context, in: database.reader)
    }

    /// Creates a token.
    /// - Returns: The token, and its text, which cannot be retrieved later.
    package func create(_ draft: AlertTokenDraft, context: CallContext) async throws -> (
        token: AlertToken, secret: String
    ) {
        let secret = RandomSecret.alertToken()
        let created = try await database.transaction { transaction in
            var token = AlertToken(id: identifiers.next(), summary: draft.summary, at: clock.now())
            token.contact = draft.contact
            token.flavors = try await flavors(draft.flavors, context, in: transaction)
            token.isEnabled = draft.isEnabled
            token.disabledReason = draft.disabledReason
            try Self.check(token)
            try await AlertTokenRepository(transaction).insert(token, hash: secret.hash)
            try await record("alert_token.create", before: nil, after: token, context: context, in: transaction)
            return try await present(token.id, in: transaction)
        }
        return (created, secret.text)
    }

    /// Changes a token. Enabling it clears the reason why it was disabled.
    package func update(
        _ id: AlertToken.ID, _ patch: AlertTokenPatch, if precondition: Precondition, context: CallContext
    ) async throws -> AlertToken {
        try await database.transaction { transaction in
            let before = try await lock(id, if: precondition, context: context, in: transaction)
            var changed = before.applying(patch)
            if case .set(let slugs) = patch.flavors {
                changed.flavors = try await flavors(slugs, context, in: transaction)
            }
            try Self.check(changed)
            guard changed != before else { return before }
            changed.updatedAt = clock.now()
            try await AlertTokenRepository(transaction).update(changed)
            try await record("alert_token.update", before: before, after: changed, context: context, in: transaction)
            return try await present(id, in: transaction)
        }
    }

    /// Replaces the token's text. The previous text becomes invalid immediately.
    /// - Returns: The token, and its new text, which cannot be retrieved later.
    package func rotate(_ id: AlertToken.ID, context: CallContext) async throws -> (token: AlertToken, secret: String) {
        let secret = RandomSecret.alertToken()
        let rotated = try await database.transaction { transaction in
            let before = try await lock(id, if: .none, context: context, in: transaction)
            try await AlertTokenRepository(transaction).rotate(id, to: secret.hash, at: clock.now())
            try await record("alert_token.rotate", before: before, after: before, context: context, in: transaction)
            return try await present(id, in: transaction)
        }
        return (rotated, secret.text)
    }

    package func delete(_ id: AlertToken.ID, if precondition: Precondition, context: CallContext) async throws {
        try await database.transaction { transaction in
            let before = try await lock(id, if: precondition, context: context, in: transaction)
            try await AlertTokenRepository(transaction).delete(id)
            try await record("alert_token.delete", before: before, after: nil, context: context, in: transaction)
        }
    }

    // MARK: Rules

    private static let missing = ServiceError.notFound("alert token")

    private static func check(_ token: AlertToken) throws(ServiceError) {
        guard token.isEnabled, token.disabledReason != nil else { return }
        throw .invalid("/disabled_reason", "must be null for an enabled token")
    }

    private func visible(_ token: AlertToken?, _ context: CallContext, in executor: any SQLExecutor) async throws
        -> AlertToken
    {
        guard let token else { throw Self.missing }
        guard context.principal.channels != nil else { return token }
        let flavors = try await AlertFlavorRepository(executor).find(slugs: token.flavors.keys.sorted())
        guard !flavors.isEmpty, flavors.allSatisfy({ $0.isVisible(to: context.principal) }) else { throw Self.missing }
        return token
    }

    /// The flavors with these slugs. A caller that is restricted to channels must choose at least one, of these
    /// channels.
    private func flavors(_ slugs: Set<String>, _ context: CallContext, in transaction: Transaction) async throws
        -> [String: AlertFlavor.ID]
    {
        if slugs.isEmpty, context.principal.channels != nil {
            throw ServiceError.invalid("/flavors", "are required for callers that are restricted to channels")
        }
        let found = try await AlertFlavorRepository(transaction).find(slugs: slugs.sorted())
        let visible = found.filter { $0.isVisible(to: context.principal) }
        let unknown = slugs.subtracting(visible.map(\.slug)).sorted()
        guard unknown.isEmpty else {
            let suggestions = NameSuggestions(transaction, for: context.principal)
            throw ServiceError.invalid(try await suggestions.errors(.flavor, named: unknown) { _ in "/flavors" })
        }
        return Dictionary(visible.map { ($0.slug, $0.id) }) { first, _ in first }
    }

    private func present(_ id: AlertToken.ID, in transaction: Transaction) async throws -> AlertToken {
        guard let token = try await AlertTokenRepository(transaction).find(id: id) else { throw Self.missing }
        return token
    }

    private func lock(
        _ id: AlertToken.ID, if precondition: Precondition, context: CallContext, in transaction: Transaction
    ) async throws -> AlertToken {
        let token = try await AlertTokenRepository(transaction).lock(id: id)
        let present = try await visible(token, context, in: transaction)
        try precondition.require(ETag(present.revision))
        return present
    }

    private func record(
        _ action: String, before: AlertToken?, after: AlertToken?, context: CallContext, in transaction: Transaction
    ) async throws {
        guard let token = after ?? before else { return }
        try await audit.record(
            action, target: AuditTarget(.alertToken, id: token.id, name: token.summary), before: before?.auditJSON,
            after: after?.auditJSON, context: context, in: transaction)
    }
}

extension AlertToken {
    /// The token's fields for the audit log, without its text.
    fileprivate var auditJSON: JSON {
        [
            "summary": .string(summary), "contact": .string(contact), "flavors": JSON(flavors.keys.sorted()),
            "enabled": .bool(isEnabled), "disabled_reason": JSON(disabledReason),
        ]
    }

    /// The token with the changed fields, except its flavors.
    fileprivate func applying(_ patch: AlertTokenPatch) -> AlertToken {
        var token = self
        token.summary = patch.summary.value ?? summary
        token.contact = patch.contact.value ?? contact
        token.isEnabled = patch.isEnabled.value ?? isEnabled
        if token.isEnabled, !isEnabled { token.disabledReason = nil }
        if case .set(let reason) = patch.disabledReason { token.disabledReason = reason }
        return token
    }
}
