import Models
package import Postgres
package import Primitives
import Repositories
package import Rules
package import ServiceKit

/// Sending through subscriptions on behalf of rules.
extension SubscriptionService: RuleCallouts {
    /// Whether the subscription exists and the caller can see it.
    package func exists(_ slug: String, context: CallContext) async throws -> Bool {
        do {
            _ = try await find(slug, context: context)
            return true
        } catch ServiceError.notFound {
            return false
        }
    }

    /// Enqueues a delivery; repeats with the same key are not sent again.
    /// - Returns: The `webhook-id`, or why there is none.
    /// - Throws: 404 for an unknown subscription; 409 if it is disabled or its creator may not see the content.
    package func send(_ callout: RuleCallout, to slug: String, in transaction: Transaction) async throws -> JSON {
        var notice = Notice(
            type: callout.type, occurredAt: callout.occurredAt, data: callout.data, channel: callout.channel,
            isConfidential: callout.isConfidential)
        notice.eventID = callout.event
        notice.forms = callout.forms
        notice.runID = callout.run
        notice.mentions = callout.mentions
        notice.uniqueKey = callout.key
        return switch try await notify(slug, notice, in: transaction) {
        case .enqueued(let id): ["id": .string(id.text), "subscription": .string(slug)]
        case .repeated: ["id": .null, "subscription": .string(slug), "detail": "it was already sent"]
        case .unknown: throw ServiceError.notFound("subscription")
        case .disabled:
            throw ServiceError.conflict(detail: "The subscription is disabled.", code: .subscriptionDisabled)
        case .notAllowed:
            throw ServiceError.conflict(
                detail: "The subscription's author has no access to this.", code: .subscriptionNotAllowed
            )
        }
    }
}
