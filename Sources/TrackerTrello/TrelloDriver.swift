package import HTTPKit
package import Primitives
package import TrackerKit

/// What the registry knows of Trello.
package struct TrelloDriver: TrackerDriver {
    /// Makes a driver.
    package init() {}

    /// `trello`.
    package var kind: TrackerKind { TrelloTracker.kind }
    /// The one Trello that there is.
    package var defaultBaseURL: String? { "https://api.trello.com/1" }
    /// Everything; without the application's secret there are no webhooks, since nothing would prove a delivery.
    package var capabilities: Set<Capability> { TrelloTracker.allCapabilities }
    /// Trello is another machine.
    package var isRemote: Bool { true }
    /// 16,384 UTF-16 units for names and texts alike. `@name`, `@card` and `@board` notify
    /// ([mentions](https://support.atlassian.com/trello/docs/mentioning-a-team-member/)).
    package var textRules: TextRules {
        let longest = Trello.maximumTextLength
        var rules = TextRules(
            unit: .utf16, title: longest, body: longest, comment: longest,
            marker: Trello.Marker.longest)
        rules.activeInTexts.mentions = true
        return rules
    }
    /// Deliveries signed with the application's secret.
    package var webhooks: (any WebhookDialect)? { TrelloWebhooks() }

    /// Some calls at a time, and the budget from the rate headers.
    package var upstreamPolicy: UpstreamPolicy {
        UpstreamPolicy(maximumConcurrentCalls: TrelloLimits.concurrentCalls, observe: TrelloLimits.observe)
    }

    /// What is wrong with the form of credentials; whether Trello takes them is for ``IssueTracker/verify()`` to say.
    package func problems(with credentials: TrackerCredentials) -> [FieldError] {
        guard case .keyAndToken(let key, let token, let secret) = credentials else {
            return [
                FieldError(
                    pointer: "/type", detail: "must be key_and_token: Trello needs an application's key and a token")
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

    /// An adapter for one connection.
    package func makeTracker(_ context: TrackerContext) throws -> any IssueTracker { try TrelloTracker(context) }
}
