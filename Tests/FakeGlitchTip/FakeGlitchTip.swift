package import FakeTrackerKit
package import HTTPKit
import HTTPTypes
package import Primitives
import Synchronization

/// A stateful GlitchTip or Sentry server for tests, with the real one's authentication, and with faults on request.
///
/// Formats and rules follow recorded exchanges with a running GlitchTip and the API descriptions of both servers.
/// Sentry's own SDK and command line are run against the fake to verify them.
package final class FakeGlitchTip: FakeTracker {
    /// The clock for all times of creation and change.
    package let clock: any WallClock
    /// Empty: all paths are relative to the root.
    package let pathPrefix = ""
    let state: Mutex<FakeState>
    /// The injected faults, and the calls received.
    package let behaviour = FakeBehaviour()
    private let router: FakeRouter

    /// Creates an empty server.
    /// - Parameters:
    ///   - clock: A clock that tests can advance.
    ///   - isSentry: Whether to behave like Sentry instead of GlitchTip.
    ///   - firstIssue: The id of the first issue. On a server with several projects, it differs from the issue's number
    ///     in its project.
    ///   - ingestDelay: The time until a received event is processed.
    ///   - deletionDelay: The time for which a deleted issue is still visible.
    package init(
        clock: any WallClock = SystemClock(), isSentry: Bool = false, firstIssue: Int64 = 1,
        ingestDelay: Duration = .zero,
        deletionDelay: Duration = .zero
    ) {
        self.clock = clock
        state = Mutex(
            FakeState(isSentry: isSentry, nextIssue: firstIssue, ingestDelay: ingestDelay, deletionDelay: deletionDelay)
        )
        router = isSentry ? .sentry : .glitchTip
    }

    package func respond(to request: Request) async -> Response {
        let body = (try? await request.body.collect(upTo: FakeBehaviour.maximumBodyBytes)) ?? []
        let call = FakeCall(request, body: body, now: clock.now())
        return await behaviour.answer(call.method, call.target, now: call.now) { answer(call) }
    }

    private func answer(_ call: FakeCall) -> Response {
        state.withLock { state in
            state.workOnEvents(at: call.now)
            do throws(FakeFailure) {
                if call.isIngestion { return try state.ingest(call) }
                try state.authenticate(call)
                return try router.respond(to: call, &state)
            } catch {
                return error.response
            }
        }
    }
}

extension FakeGlitchTip {
    /// Adds an organisation with a token that has full access to it.
    package func addOrganization(_ slug: String, name: String, token: String) {
        state.withLock { state in
            state.organizations.append(Organization(id: Int64(state.organizations.count + 1), slug: slug, name: name))
            state.tokens.insert(token)
        }
    }

    /// Adds an account that is a member of all organisations.
    package func addAccount(_ email: String, name: String) {
        state.withLock { $0.accounts.append(Account(id: Int64($0.accounts.count + 1), email: email, name: name)) }
    }

    /// Adds a team.
    /// - Returns: Its id.
    @discardableResult
    package func addTeam(_ slug: String) -> Int64 {
        state.withLock { state in
            state.teams.append(Team(id: Int64(state.teams.count + 70), slug: slug))
            return Int64(state.teams.count + 69)
        }
    }

    /// Adds a project.
    /// - Returns: The public key of its DSN.
    @discardableResult
    package func addProject(_ path: String, name: String) -> String {
        let parts = path.split(separator: "/").map(String.init)
        return state.withLock { state in
            let id = Int64(state.projects.count + 1)
            let digits = String(id, radix: 16)
            let key = String(repeating: "0", count: 32 - digits.count) + digits
            state.projects.append(Project(id: id, organization: parts[0], slug: parts[1], name: name, publicKey: key))
            return key
        }
    }

    /// Delivers an event to a project, like an application.
    package func addEvent(_ path: String, _ event: JSON) {
        let now = clock.now()
        state.withLock { state in
            guard let project = state.projects.first(where: { $0.path == path }) else { return }
            state.pending.append(PendingEvent(project: project.id, event: event, received: now))
            state.workOnEvents(at: now)
        }
    }

    /// Adds a comment to an issue, like a user of the web interface. The issue's time does not change.
    package func addComment(_ issue: Int64, _ text: String) {
        let now = clock.now()
        state.withLock { state in
            state.issues[issue]?.comments.append(Issue.Comment(id: state.nextComment, text: text, createdAt: now))
            state.nextComment += 1
        }
    }

    /// The status of the issue with a title; nil if there is none.
    package func status(ofIssueTitled title: String) -> String? {
        state.withLock { state in state.issues.values.first { $0.title == title && $0.deletedAt == nil }?.status }
    }

    /// The texts of the comments on the issue with a title.
    package func comments(ofIssueTitled title: String) -> [String] {
        state.withLock { state in state.issues.values.first { $0.title == title }?.comments.map(\.text) ?? [] }
    }

    /// Removes an issue immediately.
    package func removeIssue(_ issue: Int64) { state.withLock { $0.issues[issue] = nil } }

    /// The webhook URLs of a project's alerts.
    package func alertURLs(_ path: String) -> [String] {
        state.withLock { state in state.alerts.filter { $0.project == path }.flatMap(\.urls) }
    }

    /// The payloads of all processed events, as they were received.
    package var events: [JSON] { state.withLock { state in state.issues.values.flatMap { $0.events.map(\.payload) } } }
}
