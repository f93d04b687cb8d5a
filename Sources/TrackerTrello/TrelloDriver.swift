package import HTTPKit
import Primitives
package import TrackerKit

/// Registers the Trello adapter.
package struct TrelloDriver: TrackerDriver {
    package init() {}

    /// Trello has no self-hosted servers.
    package var declaration: TrackerDeclaration {
        TrackerDeclaration(
            kind: TrelloTracker.kind, defaultBaseURL: "https://api.trello.com/1", credentials: [TrelloCredentials.kind])
    }
    /// All capabilities. Without the application's secret, webhooks are unavailable, because deliveries could not be
    /// verified.
    package var capabilities: Set<Capability> { TrelloTracker.allCapabilities }
    /// 16,384 UTF-16 units for titles, bodies and comments. `@name`, `@card` and `@board` notify users
    /// ([mentions](https://support.atlassian.com/trello/docs/mentioning-a-team-member/)).
    package var textRules: TextRules {
        let longest = Trello.maximumTextLength
        var rules = TextRules(
            unit: .utf16, title: longest, body: longest, comment: longest,
            marker: Trello.Marker.longest)
        rules.activeInTexts.mentions = true
        return rules
    }
    /// Deliveries are signed with the application's secret.
    package var webhooks: (any WebhookDialect)? { TrelloWebhooks() }

    /// Limits concurrent calls. The budget is read from the rate limit headers.
    package var upstreamPolicy: UpstreamPolicy {
        UpstreamPolicy(maximumConcurrentCalls: TrelloLimits.concurrentCalls, observe: TrelloLimits.observe)
    }

    package func makeTracker(_ context: TrackerContext) throws -> any IssueTracker { try TrelloTracker(context) }
}
