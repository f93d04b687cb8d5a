package import HTTPKit
package import Primitives
import Synchronization
package import TrackerKit

/// A tracker whose project is a paged list of tickets in memory. It can be made to fail, and records the calls.
package final class ScriptedTracker: IssueTracker {
    package static let kind = TrackerKind(rawValue: "scripted")

    package struct State {
        package var tickets: [Ticket] = []
        /// The results of the next calls for a page: an error, or nil for success.
        package var failures: [TrackerError?] = []
        package var asked: [(since: Timestamp?, token: String?)] = []
        /// Unreadable rows to report with the first page of a list.
        package var skipped: [SkippedRow] = []
        /// The calls that each page of a list took in addition to its own.
        package var rereads = 0
        /// Overrides the token of the next page.
        package var nextPage: (@Sendable (PageToken?) -> PageToken?)?
        /// The number of reads of single tickets.
        package var ticketReads = 0
        /// For each of these reads, which others it may share a response with.
        package var readsShared: [ReadSharing] = []
        /// The errors of the next reads of single tickets.
        package var ticketFailures: [TrackerError] = []
        /// Called when a ticket is read.
        package var onTicket: (@Sendable () -> Void)?
        /// Whether it supports confidential tickets.
        package var hasConfidentialTickets = false
        /// Whether its list omits some changes.
        package var isBlind = false
        /// Called while a page is read.
        package var onPage: (@Sendable () -> Void)?
        /// Called before a page is returned. An error replaces the page.
        package var duringPage: (@Sendable () async throws -> Void)?
        /// Whether the tracker reports that the project does not exist.
        package var isProjectGone = false
        /// The identifiers of projects by path; empty for one project, `1`, at every path.
        package var projects: [String: String] = [:]
        /// How the tracker addresses projects.
        package var addressing = ProjectAddressing.path
        /// The keys of tickets that its list omits.
        package var unlisted: Set<String> = []
        /// Errors of reading single tickets, by key.
        package var ticketErrors: [String: TrackerError] = [:]
        /// Whether it refuses to register webhooks.
        package var refusesWebhooks = false
        package var webhooks: [String: WebhookDraft] = [:]
        /// Called between the registration of a webhook and the response.
        package var afterRegistering: (@Sendable () async throws -> Void)?
        /// The number of registered webhooks. Each gets its own name.
        package var registered = 0
        /// Whether it registers webhooks and the response is lost.
        package var losesReplies = false
        /// Whether calls about webhooks fail to reach it.
        package var isAway = false
        /// The project's labels.
        package var labels: [RemoteLabel] = []
        package var refusesLabels = false
        /// Unreadable rows to report with the list of labels.
        package var skippedLabels: [SkippedRow] = []
        /// The accounts by login.
        package var users: [String: RemoteUser] = [:]
        /// The error of looking up an account.
        package var userError: TrackerError?
        /// The comments of each ticket.
        package var comments: [String: [RemoteComment]] = [:]
        package var commentPageSize = 100
        /// Called after a list of comments was read and before it is returned, with the identifiers in the list.
        package var afterReading: (@Sendable ([String]) async throws -> Void)?
        /// Called after a write and before its response. An error means that the response is lost.
        package var beforeReply: (@Sendable () async throws -> Void)?
    }

    /// Shared by the tracker and its copies from ``sharingReads(_:)``.
    package final class SharedState: Sendable {
        private let mutex = Mutex(State())

        package func withLock<Value, Failure: Error>(
            _ body: (inout sending State) throws(Failure) -> sending Value
        ) throws(Failure) -> sending Value {
            try mutex.withLock(body)
        }
    }

    package let state: SharedState
    private let sharing: ReadSharing

    package init() {
        state = SharedState()
        sharing = .withEarlier
    }

    private init(state: SharedState, sharing: ReadSharing) {
        self.state = state
        self.sharing = sharing
    }

    package func sharingReads(_ sharing: ReadSharing) -> any IssueTracker {
        ScriptedTracker(state: state, sharing: sharing)
    }

    package var capabilities: Set<Capability> {
        let always: Set<Capability> = [
            .incrementalList, .webhooks, .createTickets, .updateTickets, .deleteTickets, .readComments, .writeComments,
            .deleteComments, .text,
            .readLabels, .userByName,
        ]
        return always.union(state.withLock { $0.hasConfidentialTickets } ? [.confidential] : [])
    }

    package var listShowsEveryChange: Bool { state.withLock { !$0.isBlind } }

    package func verify() async throws -> Verification { Verification(account: nil) }

    package func labels(of project: ProjectReference, page: PageToken?) async throws -> Page<RemoteLabel> {
        if state.withLock({ $0.refusesLabels }) {
            throw TrackerError.forbidden(UpstreamFailure(status: 403, message: "no"))
        }
        return state.withLock { state in
            var page = Page(items: state.labels, next: nil)
            page.skipped = state.skippedLabels
            return page
        }
    }

    package func user(_ query: UserQuery) async throws -> RemoteUser? {
        if let error = state.withLock({ $0.userError }) { throw error }
        guard case .username(let name) = query else { return nil }
        return state.withLock { $0.users[name] }
    }

    package func project(_ path: String) async throws -> RemoteProject {
        if state.withLock({ $0.isProjectGone }) { throw TrackerError.notFound(what: "project") }
        return try state.withLock { state in
            guard let id = state.projects.isEmpty ? "1" : state.projects[path] else {
                throw TrackerError.notFound(what: "project")
            }
            return RemoteProject(remoteID: id, path: path, name: path, kind: .repo, ticketCount: state.tickets.count)
        }
    }

    package func project(remoteID: String) async throws -> RemoteProject {
        try state.withLock { state in
            guard let path = state.projects.first(where: { $0.value == remoteID })?.key else {
                throw TrackerError.notFound(what: "project")
            }
            return RemoteProject(remoteID: remoteID, path: path, name: path, kind: .repo)
        }
    }

    package var projectAddressing: ProjectAddressing { state.withLock { $0.addressing } }

    package func tickets(in project: ProjectReference, since: Timestamp?, page: PageToken?, pageSize: Int) async throws
        -> Page<
            Ticket
        >
    {
        state.withLock { $0.onPage }?()
        try await state.withLock { $0.duringPage }?()
        return try state.withLock { state in
            state.asked.append((since, page?.text))
            if state.addressing == .rows, let own = project.remoteID, let other = state.projects[project.path],
                other != own
            {
                throw TrackerError.projectReplaced(path: project.path)
            }
            if state.addressing == .rows, !state.projects.isEmpty, state.projects[project.path] == nil {
                throw TrackerError.notFound(what: "project")
            }
            if !state.failures.isEmpty, let failure = state.failures.removeFirst() { throw failure }
            let all = state.tickets.filter { $0.updatedAt >= since ?? $0.updatedAt && !state.unlisted.contains($0.key) }
                .sorted {
                    $0.updatedAt < $1.updatedAt
                }
            let start = page.flatMap { Int($0.text) } ?? 0
            let end = min(start + pageSize, all.count)
            var list = Page(items: Array(all[start..<end]), next: end < all.count ? PageToken("\(end)") : nil)
            if start == 0 { list.skipped = state.skipped }
            list.rereads = state.rereads
            if let nextPage = state.nextPage { list.next = nextPage(page) }
            return list
        }
    }

    package func ticket(_ key: String, in project: ProjectReference) async throws -> Ticket {
        state.withLock { $0.onTicket }?()
        let failure = state.withLock { $0.ticketFailures.isEmpty ? nil : $0.ticketFailures.removeFirst() }
        state.withLock { state in
            state.ticketReads += 1
            state.readsShared.append(sharing)
        }
        if let failure { throw failure }
        if let error = state.withLock({ $0.ticketErrors[key] }) { throw error }
        guard let ticket = state.withLock({ $0.tickets.first { $0.key == key } }) else {
            throw TrackerError.notFound(what: "ticket")
        }
        return ticket
    }

    private static let away = TrackerError.unreachable(TransportError(.connect))

    package func registerWebhook(_ draft: WebhookDraft, in project: ProjectReference) async throws -> RemoteWebhook {
        let webhook = try register(draft)
        try await state.withLock { $0.afterRegistering }?()
        return webhook
    }

    private func register(_ draft: WebhookDraft) throws -> RemoteWebhook {
        try state.withLock { state in
            if state.isAway { throw Self.away }
            if state.refusesWebhooks { throw TrackerError.forbidden(UpstreamFailure(status: 403, message: "no")) }
            let id = state.registered == 0 ? "hook" : "hook\(state.registered)"
            state.registered += 1
            state.webhooks[id] = draft
            if state.losesReplies {
                throw TrackerError.unreachable(TransportError(.timeout, requestMayHaveBeenProcessed: true))
            }
            return RemoteWebhook(remoteID: id, callbackURL: draft.callbackURL)
        }
    }

    package func webhook(_ id: String, in project: ProjectReference) async throws -> RemoteWebhook? {
        state.withLock { $0.webhooks[id] }.map {
            RemoteWebhook(remoteID: id, callbackURL: $0.callbackURL, failing: true, detail: "502")
        }
    }

    package func webhook(sendingTo callbackURL: String, in project: ProjectReference) async throws -> RemoteWebhook? {
        try state.withLock { state in
            if state.isAway { throw Self.away }
            return state.webhooks.first { $0.value.callbackURL == callbackURL }.map { RemoteWebhook(remoteID: $0.key) }
        }
    }

    package func removeWebhook(_ id: String, from project: ProjectReference) async throws {
        try state.withLock { state in
            if state.isAway { throw Self.away }
            guard state.projects.isEmpty || state.projects[project.path] == project.remoteID ?? "1" else {
                throw TrackerError.notFound(what: "project")
            }
            state.webhooks[id] = nil
        }
    }

    package func change(_ number: Int, at time: Timestamp, _ change: (inout Ticket) -> Void) {
        state.withLock { state in
            guard let index = state.tickets.firstIndex(where: { $0.key == "\(number)" }) else { return }
            change(&state.tickets[index])
            state.tickets[index].updatedAt = time
        }
    }

    /// Deletes a ticket.
    package func remove(_ number: Int) { state.withLock { $0.tickets.removeAll { $0.key == "\(number)" } } }

    /// Adds tickets with these numbers, each changed one second after the previous one.
    package func add(_ numbers: ClosedRange<Int>, from start: Timestamp) {
        state.withLock { state in
            for number in numbers {
                let at = start + .seconds(number)
                state.tickets.append(
                    Ticket(
                        remoteID: "r\(number)", key: "\(number)", url: "https://tracker.example/\(number)",
                        title: "Ticket \(number)",
                        status: .open,
                        statusRaw: RawStatus(id: "open"), createdAt: at, updatedAt: at,
                        remoteData: ["number": .integer(Int64(number))]))
            }
        }
    }

    package func failNext(_ failures: TrackerError?...) { state.withLock { $0.failures = failures } }

    package var askedTokens: [String?] { state.withLock { $0.asked.map(\.token) } }
    package var askedSince: [Timestamp?] { state.withLock { $0.asked.map(\.since) } }
}

/// Returns the same scripted tracker for every connection.
package struct ScriptedDriver: TrackerDriver {
    package let tracker: ScriptedTracker
    package let declaration = TrackerDeclaration(
        kind: ScriptedTracker.kind, credentials: [.none, .token("A token.")],
        channelSettings: [
            SettingField("tone", .word(["low", "high"]), isRequired: false, help: "How loud tickets are.")
        ])
    package var capabilities: Set<Capability> { tracker.capabilities }
    package let upstreamPolicy = UpstreamPolicy()
    package let webhooks: (any WebhookDialect)? = ScriptedDialect()

    package func makeTracker(_ context: TrackerContext) throws -> any IssueTracker { tracker }
}
