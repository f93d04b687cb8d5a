import Crypto
import HTTPKit
import Primitives
package import TrackerKit

/// The issues of GlitchTip and Sentry: groups of equal errors, over the web API that GlitchTip took over from Sentry.
///
/// A ticket's key is the issue's short identifier (`SHOP-API-1T`); its number is taken too wherever a key is, since
/// GlitchTip's webhooks tell nothing else. The text of a ticket is the latest event of its issue, written as Markdown.
package struct GlitchTipTracker: IssueTracker {
    /// `glitchtip`; a connection to Sentry is of the kind `sentry`, by the same adapter.
    package static let kind = TrackerKind(rawValue: GlitchTip.Dialect.glitchTip.rawValue)

    /// What it can do.
    package var capabilities: Set<Capability> { dialect.capabilities }
    /// Which of the two it speaks to.
    let dialect: GlitchTip.Dialect
    /// Calls the API.
    let client: GlitchTipClient
    /// What was seen of identifiers, so that it is not asked for again.
    let directory = IssueDirectory()
    /// What was read of latest events, so that those of unchanged issues are not read again.
    let memory = EventMemory()
    /// No: only events move an issue. What people do on the server's own pages is seen when the project is read whole.
    package var listShowsEveryChange: Bool { false }
    /// Lists go by the slug; each issue names its project.
    package var projectAddressing: ProjectAddressing { .rows }
    /// Texts are the messages of events and comments, which are shown as they are.
    package var textFormat: BodyFormat { .text }
    /// Tells the gateway's own events from others.
    let proof: GlitchTip.CreationProof
    /// Waits, for what the server does in its own time.
    let wait: @Sendable (Duration) async throws -> Void
    /// 128 new bits for an event that carries no marker.
    let newEventBits: @Sendable () -> UInt128

    /// Makes a tracker for a connection.
    /// - Throws: ``TrackerError/unauthorized(_:)`` for credentials other than a token.
    init(
        _ context: TrackerContext, dialect: GlitchTip.Dialect,
        newEventBits: @escaping @Sendable () -> UInt128 = { .random(in: .min ... .max) },
        wait: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) throws {
        guard case .token(let token) = context.credentials else {
            throw TrackerError.unauthorized(.withoutCall("\(dialect.name) needs a token"))
        }
        self.dialect = dialect
        client = GlitchTipClient(
            site: GlitchTip.Site(context.baseURL), transport: context.transport, clock: context.clock, token: token,
            dialect: dialect)
        proof = GlitchTip.CreationProof(key: context.signingKey ?? token)
        self.newEventBits = newEventBits
        self.wait = wait
    }
}
