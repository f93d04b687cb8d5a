package import EventFeed
import JobQueue
package import Models
package import Postgres
package import Primitives
import Repositories
import ServiceKit

/// Sending notices through subscriptions on behalf of other parts of the gateway.
extension SubscriptionService {
    /// A payload with the scope of its content: a subscription never receives what its creator may not see.
    package struct Notice: Sendable {
        /// The type in the payload: names of letters, digits and `_`, separated by full stops.
        package var type: String
        /// When it happened.
        package var occurredAt: Timestamp
        /// The data of the payload.
        package var data: JSON
        /// The slug of the channel that it is about; nil for none.
        package var channel: String?
        /// Whether it contains confidential data.
        package var isConfidential: Bool
        /// The event that led to it.
        package var eventID: Event.ID?
        /// The forms of that event's document, if the event itself is sent: the form for the subscription's rights
        /// replaces `data`.
        package var forms: EventForms?
        /// The rule's run that produced the data. It is not sent to a subscription that may not see everything the run
        /// refers to.
        package var runID: RuleRun.ID?
        /// The tickets that the data contains in addition to those that the run refers to. It is not sent to a
        /// subscription that may not see all of them.
        package var mentions: [MirroredTicket.ID] = []
        /// The deduplication key: of notices with the same key, only the first is sent. Nil to send it in any case.
        package var uniqueKey: String?

        package init(type: String, occurredAt: Timestamp, data: JSON, channel: String?, isConfidential: Bool) {
            self.type = type
            self.occurredAt = occurredAt
            self.data = data
            self.channel = channel
            self.isConfidential = isConfidential
        }
    }

    /// The result of sending a notice.
    package enum Notified: Sendable, Hashable {
        /// It is sent after the transaction commits. Contains the `webhook-id`.
        case enqueued(OutgoingDelivery.ID)
        /// A notice with the same key was sent before.
        case repeated
        /// The subscription is disabled.
        case disabled
        /// There is no such subscription.
        case unknown
        /// The subscription's creator may not see what the notice is about.
        case notAllowed
    }

    /// Enqueues a notice for a subscription. The subscription's types, channels and condition are ignored, because the
    /// sender has chosen it explicitly.
    /// - Parameter transaction: The notice is sent only if it commits.
    package func notify(_ slug: String, _ notice: Notice, in transaction: Transaction) async throws -> Notified {
        guard WebhookPayload.isType(notice.type) else {
            throw ServiceError.invalid("/type", "must be names of letters, digits and _, separated by full stops")
        }
        guard let subscription = try await SubscriptionRepository(transaction).find(slug: slug) else { return .unknown }
        guard let form = try await visibleForm(of: notice, to: subscription, in: transaction) else {
            return .notAllowed
        }
        guard subscription.disabled == nil else { return .disabled }
        var delivery = OutgoingDelivery(
            id: identifiers.next(), to: subscription.id, type: notice.type,
            payload: WebhookPayload.text(type: notice.type, at: notice.occurredAt, data: form.document),
            isConfidential: form.isConfidential, eventID: notice.eventID, uniqueKey: notice.uniqueKey, at: clock.now())
        delivery.mentions = form.mentions
        return try await enqueue([delivery], in: transaction).isEmpty ? .repeated : .enqueued(delivery.id)
    }

    /// The document that the subscription receives; nil if it may not currently see it.
    private func visibleForm(
        of notice: Notice, to subscription: WebhookSubscription, in transaction: Transaction
    ) async throws -> EventForms.Form? {
        let audience = subscription.audience
        if notice.channel == nil, let event = notice.eventID, !notice.isConfidential {
            // The event may be about a connection; its row determines who may see it.
            guard
                try await OutgoingDeliveryRepository(transaction).hasAccess(
                    to: event, mentioning: [], audience: audience)
            else {
                return nil
            }
        } else {
            guard subscription.hasAccess(to: notice.channel, isConfidential: notice.isConfidential) else { return nil }
        }
        if let run = notice.runID {
            return try await form(of: notice, by: run, for: audience, in: transaction)
        }
        guard let forms = notice.forms else {
            return EventForms.Form(document: notice.data, mentions: [], isConfidential: notice.isConfidential)
        }
        let form = forms.form(for: audience)
        let deliveries = OutgoingDeliveryRepository(transaction)
        return try await deliveries.hasAccess(to: notice.eventID, mentioning: form.mentions, audience: audience)
            ? form : nil
    }

    /// A rule's own text, which depends on the rights of the rule's author. It is sent only to an audience that can
    /// currently see the event, and every ticket that the text can contain.
    private func form(
        of notice: Notice, by run: RuleRun.ID, for audience: TicketAudience, in transaction: Transaction
    ) async throws -> EventForms.Form? {
        let runs = RuleRunRepository(transaction), deliveries = OutgoingDeliveryRepository(transaction)
        guard try await runs.isVisible(run, to: audience), let scope = try await runs.scope(of: run),
            try await deliveries.hasAccess(to: notice.eventID, mentioning: notice.mentions, audience: audience)
        else { return nil }
        return EventForms.Form(
            document: notice.data, mentions: Array(Set(scope.mentions + notice.mentions)).sorted(),
            isConfidential: notice.isConfidential || scope.isConfidential)
    }

    /// Inserts deliveries and enqueues their jobs.
    /// - Returns: The new ones, without duplicates.
    @discardableResult
    func enqueue(_ deliveries: [OutgoingDelivery], in transaction: Transaction) async throws -> [OutgoingDelivery] {
        let added = try await OutgoingDeliveryRepository(transaction).insert(deliveries)
        let new = deliveries.filter { added.contains($0.id) }
        try await queue.enqueue(new.map(OutgoingDeliveryHandler.job(for:)), in: transaction)
        return new
    }
}
