import Models
import Postgres
import Primitives
import Repositories
import ServiceKit

/// Disables the rules and subscriptions whose author's token or client is deleted, or whose author's token has expired.
///
/// They act with their author's rights, so they could no longer do anything. Disabling each with an event and an audit
/// entry shows operators the reason. The caller that enables one again becomes its author.
struct AuthorDeletion: Sendable {
    let audit: AuditLog
    let clock: any WallClock
    let identifiers: any IdentifierSource

    /// Disables the rules and subscriptions of a caller, in the transaction that deletes the caller.
    func disable(authoredBy author: Principal, context: CallContext, in transaction: Transaction) async throws {
        guard let key = author.authorKey else { return }
        let reason = "its author was deleted: the \(author.kind.rawValue) \(author.name)"
        try await disable(key, reason: reason, since: clock.now(), context: context, in: transaction)
    }

    /// Disables the rules and subscriptions whose author's token has expired, or whose author was deleted by a version
    /// that did not disable them.
    func disableLeftBehind(in database: PostgresClient) async throws {
        let context = CallContext(principal: .system("authors"), requestID: "")
        for author in try await DeletedAuthorRepository(database).withSomethingEnabled() {
            let reason =
                author.expired.map { "its author's token has expired: the token \($0.title)" }
                ?? "its author was deleted"
            try await database.transaction { transaction in
                try await disable(
                    author.key, reason: reason, since: author.expired?.at ?? clock.now(), context: context,
                    in: transaction)
            }
        }
    }

    private func disable(
        _ key: String, reason: String, since: Timestamp, context: CallContext, in transaction: Transaction
    ) async throws {
        let now = clock.now()
        var events: [Event] = []
        for rule in try await RuleRepository(transaction).disable(
            authoredBy: key, reason: reason, since: since, at: now)
        {
            var event = Event(id: identifiers.next(), type: .ruleDisabled, occurredAt: now, origin: .api)
            event.cause = EventCause(principal: .rule(rule), actor: nil, requestID: "")
            event.changes = Self.changes(reason: reason)
            events.append(event)
            try await record(
                "rule.disable", target: AuditTarget(.rule, id: rule.id, name: rule.slug), reason: reason,
                context: context, in: transaction)
        }
        for subscription in try await SubscriptionRepository(transaction).disable(authoredBy: key, at: now) {
            var event = Event(id: identifiers.next(), type: .subscriptionDisabled, occurredAt: now, origin: .api)
            event.subscription = subscription.slug
            event.changes = Self.changes(reason: DisablingReason.authorDeleted.rawValue)
            events.append(event)
            let target = AuditTarget(.webhookSubscription, id: subscription.id, name: subscription.slug)
            try await record(
                "webhook_subscription.disable", target: target, reason: reason, context: context, in: transaction)
        }
        if !events.isEmpty { try await EventRepository(transaction).insert(events) }
    }

    private func record(
        _ action: String, target: AuditTarget, reason: String, context: CallContext, in transaction: Transaction
    ) async throws {
        try await audit.record(
            action, target: target, before: ["enabled": true], after: ["enabled": false, "reason": .string(reason)],
            context: context, in: transaction)
    }

    private static func changes(reason: String) -> [String: FieldChange] {
        [
            "enabled": FieldChange(from: true, to: false),
            "disabled_reason": FieldChange(from: .null, to: .string(reason)),
        ]
    }
}
