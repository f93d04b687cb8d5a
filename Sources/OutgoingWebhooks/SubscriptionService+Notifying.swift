package import EventFeed
import JobQueue
package import Models
package import Postgres
package import Primitives
import Repositories
import ServiceKit

/// What parts of the gateway send by a subscription.
extension SubscriptionService {
    /// What a notice tells, and what it is about: a subscription is not sent what its creator may not see.
    package struct Notice: Sendable {
        /// The word of what happened: names of letters, digits and `_` with full stops between them.
        package var type: String
        /// When it happened.
        package var occurredAt: Timestamp
        /// What there is to tell.
        package var data: JSON
        /// The slug of the channel that it is about; nil for none.
        package var channel: String?
        /// Whether it tells of what is confidential.
        package var isConfidential: Bool
        /// The event that led to it.
        package var eventID: Event.ID?
        /// The document of that event, where it is what there is to tell: in place of `data` the form for the
        /// subscription's rights is sent.
        package var forms: EventForms?
        /// The run of a rule whose text it is: not for a subscription that may not know of all that the run tells of.
        package var runID: RuleRun.ID?
        /// Of equal ones only the first is sent; nil for no such rule.
        package var uniqueKey: String?

        /// Makes a notice; the rest is set after.
        package init(type: String, occurredAt: Timestamp, data: JSON, channel: String?, isConfidential: Bool) {
            self.type = type
            self.occurredAt = occurredAt
            self.data = data
            self.channel = channel
            self.isConfidential = isConfidential
        }
    }

    /// What came of a notice.
    package enum Notified: Sendable, Hashable {
        /// It is sent when the transaction commits; the `webhook-id`.
        case enqueued(OutgoingDelivery.ID)
        /// One with its key was sent before.
        case repeated
        /// Nothing is sent to that subscription at present.
        case disabled
        /// There is no such subscription.
        case unknown
        /// The subscription's creator may not see what it is about.
        case notAllowed
    }

    /// Has a subscription send a notice, whatever types, channels and condition it is for: whoever asks has chosen it.
    /// - Parameter transaction: it is sent when, and only when, this commits.
    package func notify(_ slug: String, _ notice: Notice, in transaction: Transaction) async throws -> Notified {
        guard WebhookPayload.isType(notice.type) else {
            throw ServiceError.invalid("/type", "must be names of letters, digits and _ with full stops between them")
        }
        guard let subscription = try await SubscriptionRepository(transaction).find(slug: slug) else { return .unknown }
        guard let told = try await told(notice, to: subscription, in: transaction) else { return .notAllowed }
        guard subscription.disabled == nil else { return .disabled }
        var delivery = OutgoingDelivery(
            id: identifiers.next(), to: subscription.id, type: notice.type,
            payload: WebhookPayload.text(type: notice.type, at: notice.occurredAt, data: told.document),
            isConfidential: told.isConfidential, eventID: notice.eventID, uniqueKey: notice.uniqueKey, at: clock.now())
        delivery.mentions = told.mentions
        return try await enqueue([delivery], in: transaction).isEmpty ? .repeated : .enqueued(delivery.id)
    }

    /// What a subscription is told; nil when it may not know of it, as things stand now.
    private func told(_ notice: Notice, to subscription: WebhookSubscription, in transaction: Transaction) async throws
        -> EventForms.Form?
    {
        let audience = subscription.audience
        if notice.channel == nil, let event = notice.eventID, !notice.isConfidential {
            // Of a connection, perhaps: the event knows who may know of it.
            guard
                try await OutgoingDeliveryRepository(transaction).mayKnow(of: event, mentioning: [], audience: audience)
            else {
                return nil
            }
        } else {
            guard subscription.mayKnow(of: notice.channel, isConfidential: notice.isConfidential) else { return nil }
        }
        if let run = notice.runID {
            guard try await RuleRunRepository(transaction).isVisible(run, to: audience) else { return nil }
            let mentions = try await RuleRunRepository(transaction).mentions(of: run) ?? []
            return EventForms.Form(document: notice.data, mentions: mentions, isConfidential: notice.isConfidential)
        }
        guard let forms = notice.forms else {
            return EventForms.Form(document: notice.data, mentions: [], isConfidential: notice.isConfidential)
        }
        let form = forms.form(for: audience)
        let deliveries = OutgoingDeliveryRepository(transaction)
        return try await deliveries.mayKnow(of: notice.eventID, mentioning: form.mentions, audience: audience)
            ? form : nil
    }

    /// Adds deliveries and their jobs.
    /// - Returns: those that are new.
    @discardableResult
    func enqueue(_ deliveries: [OutgoingDelivery], in transaction: Transaction) async throws -> [OutgoingDelivery] {
        let added = try await OutgoingDeliveryRepository(transaction).insert(deliveries)
        let new = deliveries.filter { added.contains($0.id) }
        try await queue.enqueue(new.map(OutgoingDeliveryHandler.job(for:)), in: transaction)
        return new
    }
}
