import Models
import Postgres
import Primitives
import Repositories
import ServiceKit

extension SubscriptionService {
    /// Records a failed attempt. The subscription is disabled, with an event and an audit entry, if the receiver
    /// responded with 410 or all attempts have failed for ``SubscriptionPolicy/disabledAfter``.
    /// - Returns: The subscription if this disabled it.
    func tookFailure(
        _ answer: WebhookAnswer, of id: WebhookSubscription.ID, at now: Timestamp, in transaction: Transaction
    ) async throws
        -> WebhookSubscription?
    {
        let subscriptions = SubscriptionRepository(transaction)
        guard let before = try await subscriptions.lock(id: id) else { return nil }
        var breaker = before.breaker
        breaker.failed(
            answer.outcome == .throttled ? .throttled : .failed, error: answer.attempt.error ?? "failed",
            retryAfter: answer.retryAfter,
            at: now)
        let isSeen =
            (before.breaker.failingSince, before.breaker.lastError) != (breaker.failingSince, breaker.lastError)
        try await subscriptions.setBreaker(breaker, of: id, isSeen: isSeen)
        guard before.disabled == nil, let reason = reason(answer, breaker, at: now) else { return nil }
        var changed = before
        changed.disabled = .init(reason, since: now)
        changed.updatedAt = now
        guard let after = try await subscriptions.update(changed) else { return nil }
        try await record(
            "webhook_subscription.disable", before: before, after: after, context: Self.own, in: transaction)
        try await EventRepository(transaction).insert([event(after, reason, at: now)])
        return after
    }

    private static let own = CallContext(principal: .system("subscriptions"), requestID: "")

    private func reason(_ answer: WebhookAnswer, _ breaker: ReceiverBreaker, at now: Timestamp)
        -> DisablingReason?
    {
        if answer.outcome == .gone { return .gone }
        guard let since = breaker.failingSince, now - since >= policy.disabledAfter else { return nil }
        return .failing
    }

    /// The event has neither channel nor connection, so callers restricted to channels do not see it.
    private func event(_ subscription: WebhookSubscription, _ reason: DisablingReason, at now: Timestamp) -> Event {
        var event = Event(id: identifiers.next(), type: .subscriptionDisabled, occurredAt: now, origin: .poll)
        event.subscription = subscription.slug
        event.changes = [
            "enabled": FieldChange(from: true, to: false),
            "disabled_reason": FieldChange(from: .null, to: .string(reason.rawValue)),
        ]
        return event
    }
}
