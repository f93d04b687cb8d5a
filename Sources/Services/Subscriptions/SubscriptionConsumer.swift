import Automation
public import Logging
import Models
public import Postgres
public import Primitives
public import Repositories

/// Writes down what subscriptions are to be sent of events: a row and a job for each, in the transaction that moves the place up to which
/// events were looked at.
public struct SubscriptionConsumer: EventConsumer {
    /// `subscriptions`.
    public let name = "subscriptions"

    private let service: SubscriptionService
    private let document: @Sendable (EventContext) throws -> JSON
    private let logger: Logger

    /// Makes the consumer.
    /// - Parameter document: what is sent of an event, and what conditions look at.
    public init(service: SubscriptionService, logger: Logger, document: @escaping @Sendable (EventContext) throws -> JSON) {
        self.service = service
        self.document = document
        self.logger = logger
    }

    /// Whether there are subscriptions that may be sent something.
    public func isNeeded(_ executor: any SQLExecutor) async throws -> Bool { try await SubscriptionRepository(executor).hasEnabled() }

    /// Takes the next events. What is to be sent is on the disk before it is: its `webhook-id` must not change after it was told.
    public func take(_ events: [FeedEvent], in transaction: Transaction) async throws -> Bool {
        let subscriptions = try await SubscriptionRepository(transaction).enabled()
        let wanted = events.filter { event in
            subscriptions.contains { $0.wants(event.event.type, in: event.channel) }
        }
        guard !wanted.isEmpty else { return false }
        let conditions = Self.conditions(of: subscriptions)
        let contexts = try await EventContextReader(transaction).contexts(of: wanted)
        let outgoing = contexts.flatMap { deliveries(of: $0, to: subscriptions, conditions) }
        return try await !service.enqueue(outgoing, in: transaction).isEmpty
    }

    /// Conditions that can be read; they were when they were stored.
    private static func conditions(of subscriptions: [WebhookSubscription]) -> [WebhookSubscription.ID: LogicExpression] {
        var conditions: [WebhookSubscription.ID: LogicExpression] = [:]
        for subscription in subscriptions { conditions[subscription.id] = subscription.filter.flatMap { try? LogicExpression($0) } }
        return conditions
    }

    /// One for each subscription that is to be sent the event. An event that can't be written out must hold up no other.
    private func deliveries(
        of context: EventContext, to subscriptions: [WebhookSubscription], _ conditions: [WebhookSubscription.ID: LogicExpression]
    ) -> [OutgoingDelivery] {
        let (event, channel, isConfidential) = (context.event.event, context.event.channel, context.isConfidential)
        let candidates = subscriptions.filter {
            $0.wants(event.type, in: channel) && $0.mayKnow(of: channel, isConfidential: isConfidential)
        }
        guard !candidates.isEmpty else { return [] }
        do {
            let data = try document(context)
            let payload = WebhookPayload.text(type: event.type.rawValue, at: event.occurredAt, data: data)
            return candidates.filter { holds(for: data, $0, conditions) }.map { subscription in
                OutgoingDelivery(
                    id: service.identifiers.next(), to: subscription.id, type: event.type.rawValue, payload: payload,
                    isConfidential: isConfidential, eventID: event.id, uniqueKey: "event/\(event.id)", at: service.clock.now())
            }
        } catch {
            logger.error("an event could not be written out for subscriptions", metadata: ["event": "\(event.id)", "error": "\(error)"])
            return []
        }
    }

    /// Whether a subscription's condition holds. One that cannot be evaluated does not.
    private func holds(
        for data: JSON, _ subscription: WebhookSubscription, _ conditions: [WebhookSubscription.ID: LogicExpression]
    ) -> Bool {
        guard subscription.filter != nil else { return true }
        do {
            return try conditions[subscription.id]?.isSatisfied(by: data) ?? false
        } catch {
            logger.warning(
                "the condition of a subscription could not be evaluated",
                metadata: ["subscription": "\(subscription.slug)", "error": "\(error)"])
            return false
        }
    }
}

extension EventContext {
    /// Whether it tells of what is confidential, then or now: the ticket is shown as it is now, and a comment whole.
    fileprivate var isConfidential: Bool {
        if event.event.confidential || comment?.isInternal == true { return true }
        // PostgreSQL writes `t` and `f`.
        return ticket?.withText(.confidential) { $0?.first == UInt8(ascii: "t") } ?? false
    }
}
