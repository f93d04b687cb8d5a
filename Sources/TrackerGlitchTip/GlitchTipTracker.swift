import Crypto
package import HTTPKit
import Primitives
package import TrackerKit

/// The adapter for issues of GlitchTip and Sentry: groups of equal errors, over Sentry's web API, which GlitchTip
/// adopted.
///
/// A ticket's key is the issue's short ID (`SHOP-API-1T`). The issue's number is accepted wherever a key is, since
/// GlitchTip's webhooks contain nothing else. The text of a ticket is the latest event of its issue, as Markdown.
package struct GlitchTipTracker: IssueTracker {
    /// `glitchtip`. Connections to Sentry have the kind `sentry`, with the same adapter.
    package static let kind = TrackerKind(rawValue: GlitchTip.Dialect.glitchTip.rawValue)

    package var capabilities: Set<Capability> { dialect.capabilities }
    let dialect: GlitchTip.Dialect
    private(set) var client: GlitchTipClient
    /// Caches identifiers to save calls.
    let directory = IssueDirectory()
    /// Caches latest events, so that those of unchanged issues are not read again.
    let memory = EventMemory()
    /// False: only events move an issue in the list. Changes made on the server's web pages are found by full syncs.
    package var listShowsEveryChange: Bool { false }
    /// Lists are requested by slug; each issue names its project.
    package var projectAddressing: ProjectAddressing { .rows }
    /// The messages of events and comments, which the servers display as plain text.
    package var textFormat: BodyFormat { .text }
    /// Recognises the gateway's own events.
    let proof: GlitchTip.CreationProof
    /// Waits for work that the server completes asynchronously.
    let wait: @Sendable (Duration) async throws -> Void
    /// 128 random bits, the identifier of an event without a marker.
    let newEventBits: @Sendable () -> UInt128

    /// Creates the adapter for a connection.
    /// - Throws: ``TrackerError/unauthorized(_:)`` for credentials other than a token.
    init(
        _ context: TrackerContext, dialect: GlitchTip.Dialect,
        newEventBits: @escaping @Sendable () -> UInt128 = { .random(in: .min ... .max) },
        wait: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) throws {
        guard let token = context.credentials.token else {
            throw TrackerError.unauthorized(.withoutCall("\(dialect.name) requires a token"))
        }
        self.dialect = dialect
        client = GlitchTipClient(
            site: GlitchTip.Site(context.baseURL), transport: context.transport, clock: context.clock, token: token,
            dialect: dialect)
        proof = GlitchTip.CreationProof(key: context.signingKey ?? token)
        self.newEventBits = newEventBits
        self.wait = wait
    }

    package func sharingReads(_ sharing: ReadSharing) -> any IssueTracker {
        var tracker = self
        tracker.client.transport = client.transport.sharingReads(sharing)
        return tracker
    }
}
