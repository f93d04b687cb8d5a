package import HTTPKit
package import Primitives
package import TrackerKit

/// The driver of GlitchTip and Sentry: one adapter for two dialects of one API.
package struct GlitchTipDriver: TrackerDriver {
    let dialect: GlitchTip.Dialect

    package init() { dialect = .glitchTip }

    private init(dialect: GlitchTip.Dialect) { self.dialect = dialect }

    package static let sentry = GlitchTipDriver(dialect: .sentry)

    /// `glitchtip` or `sentry`.
    package var kind: TrackerKind { TrackerKind(rawValue: dialect.rawValue) }
    /// The hosted service. Self-hosted servers specify their URL, with or without `/api/0`.
    package var defaultBaseURL: String? { dialect == .sentry ? "https://sentry.io" : "https://app.glitchtip.com" }
    /// See `docs/adapters.md`.
    package var capabilities: Set<Capability> { dialect.capabilities }
    package var isRemote: Bool { true }
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

    /// Validates the form of credentials.
    package func problems(with credentials: TrackerCredentials) -> [FieldError] {
        guard case .token(let token) = credentials else {
            return [FieldError(pointer: "/type", detail: "must be token")]
        }
        return token.isHeaderSafe
            ? [] : [FieldError(pointer: "/token", detail: "must be printable ASCII without spaces")]
    }

    /// Creates the adapter for one connection.
    package func makeTracker(_ context: TrackerContext) throws -> any IssueTracker {
        try GlitchTipTracker(context, dialect: dialect)
    }
}
