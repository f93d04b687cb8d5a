package import FakeTrackerKit
package import HTTPKit
import HTTPTypes
package import Primitives
import Synchronization

/// A GlitchTip for tests, or a Sentry: stateful, with the real one's manners and, when told, its faults.
///
/// Shapes and rules were written from recorded exchanges with a running GlitchTip and from both servers' API
/// descriptions; Sentry's own SDK and command line are run against it to show that they are true.
package final class FakeGlitchTip: FakeTracker {
    /// The time of day, for everything that is made or changed.
    package let clock: any WallClock
    /// Everything is below the root.
    package let pathPrefix = ""
    /// Everything that it remembers.
    let state: Mutex<FakeState>
    /// What is to go wrong, and what was asked.
    package let manners = FakeManners()
    private let router: FakeRouter

    /// Makes an empty server.
    /// - Parameters:
    ///   - clock: Injected, so that tests move it.
    ///   - isSentry: Whether it speaks as Sentry does.
    ///   - firstIssue: The first number that an issue gets; on a server with more projects it is not the number within
    ///     the project.
    ///   - ingestDelay: How long after its sending an event is worked on.
    ///   - deletionDelay: How long a deleted issue is still shown.
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

    /// Answers a request.
    package func respond(to request: Request) async -> Response {
        let body = (try? await request.body.collect(upTo: FakeManners.maximumBodyBytes)) ?? []
        let call = FakeCall(request, body: body, now: clock.now())
        return await manners.answer(call.method, call.target, now: call.now) { answer(call) }
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
    /// Adds an organisation with a token that may do everything in it.
    package func addOrganization(_ slug: String, name: String, token: String) {
        state.withLock { state in
            state.organizations.append(Organization(id: Int64(state.organizations.count + 1), slug: slug, name: name))
            state.tokens.insert(token)
        }
    }

    /// Adds an account that is a member of everything.
    package func addAccount(_ email: String, name: String) {
        state.withLock { $0.accounts.append(Account(id: Int64($0.accounts.count + 1), email: email, name: name)) }
    }

    /// Adds a team.
    /// - Returns: Its number.
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

    /// Has an event arrive at a project, as from a program.
    package func addEvent(_ path: String, _ event: JSON) {
        let now = clock.now()
        state.withLock { state in
            guard let project = state.projects.first(where: { $0.path == path }) else { return }
            state.pending.append(PendingEvent(project: project.id, event: event, received: now))
            state.workOnEvents(at: now)
        }
    }

    /// Has somebody comment on an issue, on the server's own pages: its time stays as it is.
    package func addComment(_ issue: Int64, _ text: String) {
        let now = clock.now()
        state.withLock { state in
            state.issues[issue]?.comments.append(Issue.Comment(id: state.nextComment, text: text, createdAt: now))
            state.nextComment += 1
        }
    }

    /// The status of the issue with that title; nil when there is none.
    package func status(ofIssueTitled title: String) -> String? {
        state.withLock { state in state.issues.values.first { $0.title == title && $0.deletedAt == nil }?.status }
    }

    /// The texts of an issue's comments.
    package func comments(ofIssueTitled title: String) -> [String] {
        state.withLock { state in state.issues.values.first { $0.title == title }?.comments.map(\.text) ?? [] }
    }

    /// Takes an issue away.
    package func removeIssue(_ issue: Int64) { state.withLock { $0.issues[issue] = nil } }

    /// The alerts of a project: the addresses that its webhooks go to.
    package func alertURLs(_ path: String) -> [String] {
        state.withLock { state in state.alerts.filter { $0.project == path }.flatMap(\.urls) }
    }

    /// What was sent to the DSNs, as it came.
    package var events: [JSON] { state.withLock { state in state.issues.values.flatMap { $0.events.map(\.payload) } } }
}
