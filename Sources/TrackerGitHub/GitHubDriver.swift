package import HTTPKit
import Primitives
package import TrackerKit

/// Registers the GitHub adapter.
package struct GitHubDriver: TrackerDriver {
    package init() {}

    /// The default URL is that of github.com's API. Connections to an Enterprise Server use `https://HOST/api/v3`.
    package var declaration: TrackerDeclaration {
        TrackerDeclaration(
            kind: GitHubTracker.kind, defaultBaseURL: "https://api.github.com", credentials: GitHubCredentials.kinds)
    }
    /// The capabilities of a personal token. An App's installation can't subscribe.
    package var capabilities: Set<Capability> { GitHubTracker.allCapabilities }

    /// Titles are limited to 256 code points, bodies and comments to 65,536. Mentions and references in bodies and
    /// comments notify users and appear on the referenced issues
    /// ([mentions](https://docs.github.com/en/get-started/writing-on-github/getting-started-with-writing-and-formatting-on-github/basic-writing-and-formatting-syntax#mentioning-people-and-teams),
    /// [references](https://docs.github.com/en/get-started/writing-on-github/working-with-advanced-formatting/autolinked-references-and-urls));
    /// those in titles do not. Commands are not a feature of GitHub, but of bots that obey every account with write
    /// access, such as the gateway's.
    package var textRules: TextRules {
        var rules = TextRules(
            title: GitHub.longestTitle, body: GitHub.longestText, comment: GitHub.longestText,
            marker: CreationMarker.longest)
        rules.activeInTexts.commands = true
        rules.activeInTexts.mentions = true
        rules.activeInTexts.references = ["#"]
        rules.activeInTexts.numberedWords = ["GH-"]
        return rules
    }

    /// URLs of issues, pull requests, discussions and commits also count as references
    /// ([references](https://docs.github.com/en/get-started/writing-on-github/working-with-advanced-formatting/autolinked-references-and-urls)).
    /// The web pages for an API at `api.HOST` are at `HOST`; an Enterprise Server uses one host for both.
    package func textRules(baseURL: String?, page: String?) -> TextRules {
        let host = (baseURL ?? defaultBaseURL).flatMap(TextRules.host)
        let pages = host.map { $0.hasPrefix("api.") ? String($0.dropFirst(4)) : $0 }
        return textRules.referring(
            to: pages, page.flatMap(TextRules.host), words: ["issues", "pull", "discussions", "commit"], titles: false)
    }

    /// Label names in a repository are unique ignoring case.
    package var labelNamesIgnoreCase: Bool { true }

    /// Signed deliveries about issues, comments and labels.
    package var webhooks: (any WebhookDialect)? { GitHubWebhooks() }

    /// Writes are serialised and spaced by one second. The budget is read from the rate limit headers.
    package var upstreamPolicy: UpstreamPolicy {
        UpstreamPolicy(
            minimumWriteSpacing: GitHubLimits.writeSpacing, serializesWrites: true,
            maximumConcurrentCalls: GitHubLimits.concurrentCalls,
            observe: GitHubLimits.observe)
    }

    package func makeTracker(_ context: TrackerContext) throws -> any IssueTracker { try GitHubTracker(context) }
}
