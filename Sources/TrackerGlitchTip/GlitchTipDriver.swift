package import HTTPKit
package import Primitives
package import TrackerKit

/// What the registry knows of GlitchTip and of Sentry: one adapter, two dialects of one API.
package struct GlitchTipDriver: TrackerDriver {
    /// Which of the two is spoken to.
    let dialect: GlitchTip.Dialect

    /// GlitchTip's driver.
    package init() { dialect = .glitchTip }

    private init(dialect: GlitchTip.Dialect) { self.dialect = dialect }

    /// Sentry's driver.
    package static let sentry = GlitchTipDriver(dialect: .sentry)

    /// `glitchtip` or `sentry`.
    package var kind: TrackerKind { TrackerKind(rawValue: dialect.rawValue) }
    /// The hosted service of each; a server of one's own names its address, with or without `/api/0`.
    package var defaultBaseURL: String? { dialect == .sentry ? "https://sentry.io" : "https://app.glitchtip.com" }
    /// What each can do; see `docs/adapters.md`.
    package var capabilities: Set<Capability> { dialect.capabilities }
    /// Both call another machine.
    package var isRemote: Bool { true }
    /// What one event holds, in bytes. Comments are as long as the API takes them, and nothing in a text acts by
    /// itself.
    package var textRules: TextRules {
        var rules = TextRules(
            unit: .bytes, title: GlitchTip.CreationEvent.maximumTitle, body: GlitchTip.CreationEvent.maximumBody,
            comment: GlitchTip.longestComment)
        rules.format = .text
        return rules
    }
    /// GlitchTip's alerts, or what a Sentry integration sends.
    package var webhooks: (any WebhookDialect)? { dialect == .sentry ? SentryWebhooks() : GlitchTipWebhooks() }

    /// The budget from Sentry's rate headers; GlitchTip has none.
    package var upstreamPolicy: UpstreamPolicy {
        UpstreamPolicy(maximumConcurrentCalls: GlitchTipLimits.concurrentCalls, observe: GlitchTipLimits.observe)
    }

    /// What is wrong with the form of credentials.
    package func problems(with credentials: TrackerCredentials) -> [FieldError] {
        guard case .token(let token) = credentials else {
            return [FieldError(pointer: "/type", detail: "must be token")]
        }
        return token.isHeaderSafe
            ? [] : [FieldError(pointer: "/token", detail: "must be printable ASCII without spaces")]
    }

    /// An adapter for one connection.
    package func makeTracker(_ context: TrackerContext) throws -> any IssueTracker {
        try GlitchTipTracker(context, dialect: dialect)
    }
}
