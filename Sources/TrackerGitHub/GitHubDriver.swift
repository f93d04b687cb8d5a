package import HTTPKit
package import Primitives
package import TrackerKit

/// What the registry knows of GitHub.
package struct GitHubDriver: TrackerDriver {
    /// Makes a driver.
    package init() {}

    /// `github`.
    package var kind: TrackerKind { GitHubTracker.kind }
    /// github.com's API. An Enterprise Server's connection names `https://HOST/api/v3`.
    package var defaultBaseURL: String? { "https://api.github.com" }
    /// Everything that a personal token can do; an App's installation cannot subscribe.
    package var capabilities: Set<Capability> { GitHubTracker.allCapabilities }
    /// GitHub calls another machine.
    package var isRemote: Bool { true }

    /// Titles of 256 code points, texts of 65,536. Names and numbers in texts notify and leave notes elsewhere
    /// ([mentions](https://docs.github.com/en/get-started/writing-on-github/getting-started-with-writing-and-formatting-on-github/basic-writing-and-formatting-syntax#mentioning-people-and-teams),
    /// [references](https://docs.github.com/en/get-started/writing-on-github/working-with-advanced-formatting/autolinked-references-and-urls)),
    /// not in titles. Commands are not GitHub's own, but those of bots that obey whoever may write, as the gateway's
    /// account may.
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

    /// Addresses of issues, pull requests, discussions and commits leave notes there
    /// ([references](https://docs.github.com/en/get-started/writing-on-github/working-with-advanced-formatting/autolinked-references-and-urls)).
    /// The pages of an API at `api.HOST` are at `HOST`; an Enterprise Server has both at one host.
    package func textRules(baseURL: String?) -> TextRules {
        let host = (baseURL ?? defaultBaseURL).flatMap(TextRules.host)
        let page = host.map { $0.hasPrefix("api.") ? String($0.dropFirst(4)) : $0 }
        return textRules.referring(to: page, words: ["issues", "pull", "discussions", "commit"], titles: false)
    }

    /// A repository has no two labels whose names differ only in case.
    package var labelNamesIgnoreCase: Bool { true }

    /// Signed deliveries about issues, comments and labels.
    package var webhooks: (any WebhookDialect)? { GitHubWebhooks() }

    /// Writes one after the other with a second between them; the budget from the rate headers.
    package var upstreamPolicy: UpstreamPolicy {
        UpstreamPolicy(
            minimumWriteSpacing: GitHubLimits.writeSpacing, serializesWrites: true,
            maximumConcurrentCalls: GitHubLimits.concurrentCalls,
            observe: GitHubLimits.observe)
    }

    /// What is wrong with the form of credentials; whether GitHub takes them is for ``IssueTracker/verify()`` to say.
    package func problems(with credentials: TrackerCredentials) -> [FieldError] {
        switch credentials {
        case .none:
            return [
                FieldError(
                    pointer: "", detail: "GitHub needs a token, or an App's identifier, private key and installation")
            ]
        case .token(let token):
            return token.isHeaderSafe
                ? [] : [FieldError(pointer: "/token", detail: "must be printable ASCII without spaces")]
        case .keyAndToken:
            return [FieldError(pointer: "/type", detail: "must be token or github_app")]
        case .githubApp(let appID, let privateKey, let installationID):
            return Self.problems(appID: appID, privateKey: privateKey, installationID: installationID)
        }
    }

    private static func problems(appID: String, privateKey: String, installationID: String) -> [FieldError] {
        var problems: [FieldError] = []
        if !appID.isHeaderSafe {
            problems.append(FieldError(pointer: "/app_id", detail: "must be the App's number or client ID"))
        }
        if (try? AppKey(appID: appID, pem: privateKey)) == nil {
            problems.append(
                FieldError(pointer: "/private_key", detail: "must be an RSA key of at least 2048 bits in PEM"))
        }
        if !installationID.isNumber {
            problems.append(FieldError(pointer: "/installation_id", detail: "must be a number"))
        }
        return problems
    }

    /// An adapter for one connection.
    package func makeTracker(_ context: TrackerContext) throws -> any IssueTracker { try GitHubTracker(context) }
}
