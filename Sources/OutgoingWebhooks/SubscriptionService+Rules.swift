import Models
package import Postgres
package import Primitives
import Repositories
package import Rules
package import ServiceKit

/// What rules send by a subscription.
extension SubscriptionService: RuleCallouts {
    /// Whether there is such a subscription that the caller may know of.
    package func exists(_ slug: String, context: CallContext) async throws -> Bool {
        do {
            _ = try await find(slug, context: context)
            return true
        } catch ServiceError.notFound {
            return false
        }
    }

    /// Puts something in line to be sent; a repeat of what was is not sent again.
    /// - Returns: The `webhook-id`, or why there is none.
    /// - Throws: 404 for an unknown subscription, 409 for one that is disabled or whose creator may not see what this
    ///   is about.
    package func send(_ callout: RuleCallout, to slug: String, in transaction: Transaction) async throws -> JSON {
        var notice = Notice(
            type: callout.type, occurredAt: callout.occurredAt, data: callout.data, channel: callout.channel,
            isConfidential: callout.isConfidential)
        notice.eventID = callout.event
        notice.forms = callout.forms
        notice.runID = callout.run
        notice.uniqueKey = callout.key
        return switch try await notify(slug, notice, in: transaction) {
        case .enqueued(let id): ["id": .string(id.text), "subscription": .string(slug)]
        case .repeated: ["id": nil, "subscription": .string(slug), "detail": "it was sent before"]
        case .unknown: throw ServiceError.notFound("subscription")
        case .disabled:
            throw ServiceError.conflict(detail: "The subscription is disabled.", code: .subscriptionDisabled)
        case .notAllowed:
            throw ServiceError.conflict(
                detail: "The creator of the subscription may not see what this is about.", code: .subscriptionNotAllowed
            )
        }
    }
}
