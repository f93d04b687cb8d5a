import JobQueue
package import Models
import Postgres
package import Primitives
package import Repositories
package import ServiceKit

/// Delivery history, replays and tests.
extension SubscriptionService {
    /// The maximum number of deliveries per replay request.
    package static let maximumReplay = 10_000
    /// The type of the payload that ``test(_:context:)`` sends.
    package static let testType = "subscription.test"

    /// Returns a page of a subscription's deliveries, without payloads and without those about something that the
    /// caller cannot currently see. A page of limit + 1 deliveries means that there is a next page.
    /// - Parameter filter: Sets further conditions of the filter.
    package func deliveries(
        of slug: String, context: CallContext, page: TimePage<OutgoingDelivery>,
        filter: (inout OutgoingDeliveryFilter) -> Void
    ) async throws -> [OutgoingDelivery] {
        var chosen = OutgoingDeliveryFilter(of: try await find(slug, context: context).id)
        filter(&chosen)
        chosen.audience = context.audience
        let restricted = chosen
        return try await heavyReads.run(for: context.principal.key) {
            try await OutgoingDeliveryRepository($0).list(restricted, page: page)
        }
    }

    /// Returns a delivery with its attempts, and with its payload if the caller may currently see it.
    /// - Throws: `ServiceError.notFound` if it does not exist or is about an event that the caller may not see.
    package func delivery(_ id: OutgoingDelivery.ID, of slug: String, context: CallContext) async throws
        -> OutgoingDeliveryStory
    {
        let subscription = try await find(slug, context: context)
        let deliveries = OutgoingDeliveryRepository(database)
        guard let delivery = try await deliveries.find(id, of: subscription.id) else {
            throw ServiceError.notFound("delivery")
        }
        let isVisible = try await deliveries.isVisible(id, to: context.audience)
        guard isVisible || delivery.eventID == nil else { throw ServiceError.notFound("delivery") }
        let isShown = isVisible && context.principal.allows(.ticketsRead)
        return OutgoingDeliveryStory(
            delivery: delivery, attempts: try await deliveries.attempts(at: id), showsPayload: isShown)
    }

    /// Sends a delivery again, with the same `webhook-id` and a new round of attempts. A pending delivery is left
    /// unchanged.
    package func replay(_ id: OutgoingDelivery.ID, of slug: String, context: CallContext) async throws
        -> OutgoingDeliveryStory
    {
        _ = try await delivery(id, of: slug, context: context)
        _ = try await replay(of: slug, context: context) { $0.id = id }
        return try await delivery(id, of: slug, context: context)
    }

    /// Sends finished deliveries again, oldest first, at most ``maximumReplay``.
    /// - Returns: The number of deliveries.
    package func replay(of slug: String, context: CallContext, filter: @Sendable (inout OutgoingDeliveryFilter) -> Void)
        async throws -> Int
    {
        let subscription = try await find(slug, context: context)
        try Self.requireRights(of: subscription, context.principal)
        guard subscription.disabled == nil else {
            throw ServiceError.conflict(
                detail: "The subscription is disabled, so nothing is sent.", code: .subscriptionDisabled)
        }
        var chosen = OutgoingDeliveryFilter(of: subscription.id)
        filter(&chosen)
        // Deliveries that the subscription may no longer receive are left unchanged.
        chosen.audience = subscription.audience.intersection(context.audience)
        let filter = chosen
        return try await database.transaction { transaction in
            let reopened = try await OutgoingDeliveryRepository(transaction).reopen(
                filter, limit: Self.maximumReplay, at: clock.now())
            try await queue.enqueue(reopened.map(OutgoingDeliveryHandler.job(for:)), in: transaction)
            try await audit.record(
                "outgoing_delivery.replay",
                target: AuditTarget(.outgoingDelivery, id: filter.id?.text, name: subscription.slug),
                before: nil, after: ["filter": filter.auditJSON, "replayed": JSON(reopened.count)], context: context,
                in: transaction)
            return reopened.count
        }
    }

    /// Sends a test event immediately, with one attempt, and waits for the result. Also works for a disabled
    /// subscription, or while the receiver's circuit breaker is open.
    package func test(_ slug: String, context: CallContext) async throws -> OutgoingDeliveryStory {
        let subscription = try await find(slug, context: context)
        try Self.requireRights(of: subscription, context.principal)
        let now = clock.now()
        let delivery = OutgoingDelivery(
            id: identifiers.next(), to: subscription.id, type: Self.testType,
            payload: WebhookPayload.text(
                type: Self.testType, at: now,
                data: ["subscription": .string(slug), "message": "A test of this subscription."]),
            isConfidential: false, at: now)
        let answer = try await tested(delivery, subscription)
        // A separate task, so that the result is stored even if the caller has disconnected.
        try await Task {
            try await database.transaction { transaction in
                let deliveries = OutgoingDeliveryRepository(transaction)
                _ = try await deliveries.insert([delivery])
                _ = try await deliveries.keep(
                    answer.attempt, at: delivery, becoming: answer.outcome == .delivered ? .delivered : .failed,
                    detail: answer.attempt.error, next: nil, now: clock.now())
                try await audit.record(
                    "webhook_subscription.test",
                    target: AuditTarget(.webhookSubscription, id: subscription.id, name: slug), before: nil,
                    after: ["delivery": .string(delivery.id.text), "status": JSON(answer.attempt.status)],
                    context: context, in: transaction
                )
            }
        }.value
        return try await self.delivery(delivery.id, of: slug, context: context)
    }

    /// Sends the test. A cancelled call counts as failed, because its result is lost.
    private func tested(_ delivery: OutgoingDelivery, _ subscription: WebhookSubscription) async throws -> WebhookAnswer
    {
        let startedAt = clock.now()
        func failed(_ text: String) -> WebhookAnswer {
            WebhookAnswer(
                attempt: OutgoingAttempt(
                    startedAt: startedAt, duration: clock.now() - startedAt, status: nil, error: text),
                outcome: .failed)
        }
        do {
            return try await sender.send(delivery, to: subscription)
        } catch is CancellationError {
            return failed("the caller disconnected")
        } catch is SecretVault.Failure {
            return failed("the secret can't be decrypted with the configured keys")
        }
    }

    /// Deletes finished deliveries created before `moment`, in small batches.
    package func prune(before moment: Timestamp) async throws {
        while try await OutgoingDeliveryRepository(database).prune(before: moment, limit: Self.batch) == Self.batch {}
    }

    /// Fails pending deliveries that have been due for so long that their jobs must be gone, for example because they
    /// were deleted manually.
    /// - Returns: The number of deliveries.
    package func failStranded() async throws -> Int {
        let now = clock.now()
        return try await OutgoingDeliveryRepository(database).failStranded(
            dueBefore: now - Self.orphanedAfter, detail: "its job no longer exists", at: now)
    }

    /// Longer than a delivery can wait for a receiver that fails: its subscription is disabled earlier.
    private static let orphanedAfter = Duration.seconds(7 * 86_400)
}

extension OutgoingDeliveryFilter {
    fileprivate var auditJSON: JSON {
        ["id": JSON(id?.text), "state": JSON(state?.rawValue), "from": JSON(createdAfter), "to": JSON(createdBefore)]
    }
}
