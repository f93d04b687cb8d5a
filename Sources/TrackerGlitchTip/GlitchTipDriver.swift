package import HTTPKit
import Primitives
package import TrackerKit

/// The driver of GlitchTip and Sentry: one adapter for two dialects of one API.
package struct GlitchTipDriver: TrackerDriver {
    let dialect: GlitchTip.Dialect

    package init() { dialect = .glitchTip }

    private init(dialect: GlitchTip.Dialect) { self.dialect = dialect }

    package static let sentry = GlitchTipDriver(dialect: .sentry)

    /// The default URL is that of the hosted service. Self-hosted servers specify theirs, with or without `/api/0`.
    package var declaration: TrackerDeclaration {
        TrackerDeclaration(
            kind: TrackerKind(rawValue: dialect.rawValue),
            defaultBaseURL: dialect == .sentry ? "https://sentry.io" : "https://app.glitchtip.com",
            credentials: [
                .token(
                    dialect == .sentry ? "A token of an internal integration or a user." : "An auth token of a user.")
            ])
    }

    /// See `docs/adapters.md`.
    package var capabilities: Set<Capability> { dialect.capabilities }
    /// Limits in bytes: title and body must fit in one event, and a comment in one request. No text is interpreted by
    /// the servers.
    package var textRules: TextRules {
        var rules = TextRules(
            unit: .bytes, title: GlitchTip.CreationEvent.maximumTitle, body: GlitchTip.CreationEvent.maximumBody,
            comment: GlitchTip.longestComment)
        rules.format = .text
        return rules
    }
    /// GlitchTip's alerts, or the webhooks of a Sentry integration.
    package var webhooks: (any WebhookDialect)? { dialect == .sentry ? SentryWebhooks() : GlitchTipWebhooks() }

    /// The budget comes from Sentry's rate-limit headers. GlitchTip has none.
    package var upstreamPolicy: UpstreamPolicy {
        UpstreamPolicy(maximumConcurrentCalls: GlitchTipLimits.concurrentCalls, observe: GlitchTipLimits.observe)
    }

    /// Creates the adapter for one connection.
    package func makeTracker(_ context: TrackerContext) throws -> any IssueTracker {
        try GlitchTipTracker(context, dialect: dialect)
    }
}
