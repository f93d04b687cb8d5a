package import HTTPKit
import Primitives
package import TrackerKit

/// What the registry knows of GitLab.
package struct GitLabDriver: TrackerDriver {
    /// Makes a driver.
    package init() {}

    /// The default URL is that of gitlab.com's API. Connections to a self-managed server use `https://HOST/api/v4`.
    package var declaration: TrackerDeclaration {
        TrackerDeclaration(
            kind: GitLabTracker.kind, defaultBaseURL: "https://gitlab.com/api/v4",
            credentials: [.token("A personal, project or group access token.")])
    }
    /// Everything that GitLab offers; what a token may not do, GitLab refuses itself.
    package var capabilities: Set<Capability> { GitLabTracker.allCapabilities }
    /// Titles of 255 code points ([issuables](https://docs.gitlab.com/development/issuable-like-models/)), texts of 1
    /// MiB. Lines of texts are [quick actions](https://docs.gitlab.com/user/project/quick_actions/); names and numbers
    /// notify and leave notes elsewhere, also in titles
    /// ([references](https://docs.gitlab.com/user/markdown/#gitlab-specific-references)).
    package var textRules: TextRules {
        var rules = TextRules(
            title: GitLab.longestTitle, body: GitLab.longestText, comment: GitLab.longestText,
            marker: CreationMarker.longest)
        rules.activeInTitles.mentions = true
        rules.activeInTitles.references = ["#", "!", "&"]
        // GitLab looks for `GL-` within words, too (`Issue.reference_pattern`), and reads targets of links decoded
        // (`Banzai::Filter::References::ReferenceFilter`).
        rules.activeInTitles.numberedWords = ["GL-"]
        rules.activeInTitles.numberedWordsStandAlone = false
        rules.activeInTitles.commitIDs = true
        rules.activeInTitles.percentEncoding = true
        rules.activeInTitles.bracketedWords = ["issue", "work_item", "epic", "vulnerability"]
        rules.activeInTexts = rules.activeInTitles
        rules.activeInTexts.commands = true
        // The API separates names by commas (https://docs.gitlab.com/api/issues/#update-an-issue).
        rules.forbiddenInLabels = [","]
        return rules
    }
    /// Addresses of issues, merge requests, commits and the like leave notes there, also in titles
    /// ([references](https://docs.gitlab.com/user/markdown/#gitlab-specific-references)).
    package func textRules(baseURL: String?, page: String?) -> TextRules {
        textRules.referring(
            to: (baseURL ?? defaultBaseURL).flatMap(TextRules.host), page.flatMap(TextRules.host),
            words: Self.pageWords, titles: true)
    }

    private static let pageWords: Set<String> = [
        "issues", "incidents", "work_items", "merge_requests", "epics", "commit", "snippets", "vulnerabilities",
        "alert_management",
    ]

    /// Issue and comment hooks.
    package var webhooks: (any WebhookDialect)? { GitLabWebhooks() }

    /// The budget from the rate headers; GitLab asks for no pause between writes.
    package var upstreamPolicy: UpstreamPolicy {
        UpstreamPolicy(maximumConcurrentCalls: GitLabLimits.concurrentCalls, observe: GitLabLimits.observe)
    }

    /// An adapter for one connection.
    package func makeTracker(_ context: TrackerContext) throws -> any IssueTracker { try GitLabTracker(context) }
}
