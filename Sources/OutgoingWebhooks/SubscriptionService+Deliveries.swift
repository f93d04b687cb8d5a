import JobQueue
package import Models
import Postgres
package import Primitives
package import Repositories
package import ServiceKit

/// What was sent, and once more.
extension SubscriptionService {
    /// How many deliveries one call replays.
    package static let maximumReplay = 10_000
    /// The type of what ``test(_:context:)`` sends.
    package static let testType = "subscription.test"

    /// A page of a subscription's deliveries, without their payloads and without those that tell of what the caller may
    /// not know of now; one more than the page holds tells that there is a next one.
    /// - Parameter filter: Answers it for the subscription.
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

    /// One delivery with its attempts, and its payload for those who may see that as things stand now. One of an event
    /// that the caller may not know of is not found.
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

    /// Sends a delivery once more, under its old identifier and with the whole schedule. One that waits goes on
    /// waiting.
    package func replay(_ id: OutgoingDelivery.ID, of slug: String, context: CallContext) async throws
        -> OutgoingDeliveryStory
    {
        _ = try await delivery(id, of: slug, context: context)
        _ = try await replay(of: slug, context: context) { $0.id = id }
        return try await delivery(id, of: slug, context: context)
    }

    /// Sends deliveries once more that are over, oldest first, at most ``maximumReplay`` of them.
    /// - Returns: how many there are.
    package func replay(of slug: String, context: CallContext, filter: @Sendable (inout OutgoingDeliveryFilter) -> Void)
        async throws -> Int
    {
        let subscription = try await find(slug, context: context)
        try Self.requireRights(of: subscription, context.principal)
        guard subscription.disabled == nil else {
            throw ServiceError.conflict(
                detail: "Nothing is sent to a subscription that is disabled.", code: .subscriptionDisabled)
        }
        var chosen = OutgoingDeliveryFilter(of: subscription.id)
        filter(&chosen)
        // What it may not be sent any more stays where it is.
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

    /// Sends a test event now, also to one that is disabled or whose receiver is left alone, and waits for what comes
    /// of it. It is tried once.
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
        // A task of its own: what a caller sent who then hung up is kept all the same.
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

    /// A call that was cut short is one that failed: nothing would come back to it.
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
            return failed("the caller did not wait")
        } catch is SecretVault.Failure {
            return failed("the secret does not open with the configured keys")
        }
    }

    /// Removes deliveries that were made before a moment and are over; a little at a time.
    package func prune(before moment: Timestamp) async throws {
        while try await OutgoingDeliveryRepository(database).prune(before: moment, limit: Self.batch) == Self.batch {}
    }

    /// Gives up what should have been tried so long ago that the job which would do it must be gone: deleted by hand,
    /// say.
    /// - Returns: how many there were.
    package func failStranded() async throws -> Int {
        let now = clock.now()
        return try await OutgoingDeliveryRepository(database).failStranded(
            dueBefore: now - Self.strandedAfter, detail: "its job is gone", at: now)
    }

    /// Longer than anything waits for a receiver that is left alone: that one is disabled before.
    private static let strandedAfter = Duration.seconds(7 * 86_400)
}

/// A delivery, and how it went.
package struct OutgoingDeliveryStory: Sendable {
    /// The delivery.
    package var delivery: OutgoingDelivery
    /// Its attempts, the first one first.
    package var attempts: [OutgoingAttempt]
    /// Whether the caller may see its payload.
    package var showsPayload: Bool
}

extension OutgoingDeliveryFilter {
    /// The filter for the audit log.
    fileprivate var auditJSON: JSON {
        ["id": JSON(id?.text), "state": JSON(state?.rawValue), "from": JSON(createdAfter), "to": JSON(createdBefore)]
    }
}
