import Automation
package import EventFeed
package import Logging
import Models
package import Postgres
import Primitives
package import Repositories
package import TrackerKit

/// Stores the outgoing deliveries that events cause: a row and a job for each, in the transaction that advances the
/// feed position.
package struct SubscriptionConsumer: EventConsumer {
    /// The name under which the feed position is stored.
    package let name = "subscriptions"

    private let service: SubscriptionService
    /// Renders the full event document.
    private let documents: EventDocument
    private let labels: LabelRules
    private let logger: Logger

    /// - Parameters:
    ///   - labels: How conditions compare label names.
    ///   - documents: Renders the full event document. Each subscription's condition and delivery use the form for its
    ///     rights.
    package init(
        service: SubscriptionService, labels: LabelRules = .exact, logger: Logger, documents: EventDocument
    ) {
        self.service = service
        self.labels = labels
        self.documents = documents
        self.logger = logger
    }

    /// Whether any subscription is enabled.
    package func isNeeded(_ executor: any SQLExecutor) async throws -> Bool {
        try await SubscriptionRepository(executor).hasEnabled()
    }

    /// Enqueues deliveries for the next events. The transaction must be durable if it adds any, because a `webhook-id`
    /// must not change after it has been sent.
    /// - Returns: Whether deliveries were added.
    package func take(_ events: [FeedEvent], in transaction: Transaction) async throws -> Bool {
        let budget = ConditionBudget()
        let readers = try await SubscriptionRepository(transaction).enabled().map { Reader($0, budget) }
        let wanted = events.filter { event in
            readers.contains { $0.subscription.wants(event.event.type, in: event.channel) }
        }
        guard !wanted.isEmpty else { return false }
        let contexts = try await EventContextReader(transaction).contexts(of: wanted)
        let outgoing = contexts.flatMap { deliveries(of: $0, to: readers) }
        return try await !service.enqueue(outgoing, in: transaction).isEmpty
    }

    /// A subscription with values that are computed once per batch.
    private struct Reader {
        let subscription: WebhookSubscription
        let audience: TicketAudience
        /// Nil if the stored condition cannot be parsed, although it could when it was stored.
        let condition: LogicExpression?
        /// The work of the conditions of all subscriptions.
        let budget: ConditionBudget

        init(_ subscription: WebhookSubscription, _ budget: ConditionBudget) {
            self.budget = budget
            self.subscription = subscription
            audience = subscription.audience
            condition = subscription.filter.flatMap { try? LogicExpression($0) }
        }
    }

    /// The deliveries of an event, one for each subscription that gets it. An event that cannot be rendered is logged
    /// and skipped, so that it does not block others.
    private func deliveries(of context: EventContext, to readers: [Reader]) -> [OutgoingDelivery] {
        let event = context.event.event
        let candidates = readers.filter { $0.subscription.wants(event.type, in: context.event.channel) }
        guard !candidates.isEmpty else { return [] }
        do {
            let forms = EventForms(try documents.json(of: context), of: context)
            let allowed = candidates.filter { forms.isVisible(to: $0.audience) }
            // Each form is rendered once, however many subscriptions get it. There is rarely more than one.
            return Dictionary(grouping: allowed) { forms.concealment(from: $0.audience) }.flatMap {
                concealment, readers in
                deliveries(of: event, as: forms.form(without: concealment), to: readers)
            }
        } catch {
            logger.error(
                "an event could not be serialised for subscriptions",
                metadata: ["event": "\(event.id)", "error": "\(error)"])
            return []
        }
    }

    private func deliveries(of event: Event, as form: EventForms.Form, to readers: [Reader]) -> [OutgoingDelivery] {
        let wanting = readers.filter { holds(for: form.document, $0) }
        guard !wanting.isEmpty else { return [] }
        let payload = WebhookPayload.text(type: event.type.rawValue, at: event.occurredAt, data: form.document)
        return wanting.map { reader in
            var delivery = OutgoingDelivery(
                id: service.identifiers.next(), to: reader.subscription.id, type: event.type.rawValue, payload: payload,
                isConfidential: form.isConfidential, eventID: event.id, uniqueKey: "event/\(event.id)",
                at: service.clock.now())
            delivery.mentions = form.mentions
            return delivery
        }
    }

    /// Whether the subscription's condition holds. False if it cannot be evaluated.
    private func holds(for data: JSON, _ reader: Reader) -> Bool {
        let subscription = reader.subscription
        guard subscription.filter != nil else { return true }
        do {
            return try reader.budget.spend(for: subscription.slug) {
                try reader.condition?.isSatisfied(by: data, labels: labels, within: $0) ?? false
            }
        } catch {
            logger.warning(
                "the condition of a subscription could not be evaluated",
                metadata: ["subscription": "\(subscription.slug)", "error": "\(error)"])
            return false
        }
    }
}
