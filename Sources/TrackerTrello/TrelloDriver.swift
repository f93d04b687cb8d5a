package import HTTPKit
package import Primitives
package import TrackerKit

/// Registers the Trello adapter.
package struct TrelloDriver: TrackerDriver {
    package init() {}

    package var kind: TrackerKind { TrelloTracker.kind }
    /// Trello has no self-hosted servers.
    package var defaultBaseURL: String? { "https://api.trello.com/1" }
    /// All capabilities. Without the application's secret, webhooks are unavailable, because deliveries could not be
    /// verified.
    package var capabilities: Set<Capability> { TrelloTracker.allCapabilities }
    package var isRemote: Bool { true }
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

    /// Validates only the format of credentials; ``IssueTracker/verify()`` checks whether Trello accepts them.
    package func problems(with credentials: TrackerCredentials) -> [FieldError] {
        guard case .keyAndToken(let key, let token, let secret) = credentials else {
            return [
                FieldError(
                    pointer: "/type", detail: "must be key_and_token: Trello requires an application key and a token")
            ]
        }
        var problems: [FieldError] = []
        if !key.isTrelloCredential {
            problems.append(FieldError(pointer: "/key", detail: "must be letters and digits"))
        }
        if !token.isTrelloCredential {
            problems.append(FieldError(pointer: "/token", detail: "must be letters and digits"))
        }
        if let secret, !secret.isHeaderSafe {
            problems.append(FieldError(pointer: "/secret", detail: "must be printable ASCII without spaces"))
        }
        return problems
    }

    package func makeTracker(_ context: TrackerContext) throws -> any IssueTracker { try TrelloTracker(context) }
}
