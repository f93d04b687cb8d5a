package import HTTPKit
package import Primitives
package import Synchronization
package import TrackerKit

/// A tracker whose project is a list of tickets in memory, in pages, and which fails when it is told to. It notes what
/// it was asked.
package final class ScriptedTracker: IssueTracker {
    package static let kind = TrackerKind(rawValue: "scripted")

    package struct State {
        package var tickets: [RemoteTicket] = []
        /// Failures of the next calls for a page, one each.
        package var failures: [TrackerError?] = []
        package var asked: [(since: Timestamp?, token: String?)] = []
        /// Rows that the first page of a list has beside its tickets, and that cannot be read.
        package var skipped: [SkippedRow] = []
        /// What comes after a page, where that is not as it should be.
        package var nextPage: (@Sendable (PageToken?) -> PageToken?)?
        /// How often a ticket was read.
        package var ticketReads = 0
        /// Whether each of those might be answered by an earlier one.
        package var readsShared: [Bool] = []
        /// Failures of the next calls for a ticket, one each.
        package var ticketFailures: [TrackerError] = []
        /// What happens when a ticket is read.
        package var onTicket: (@Sendable () -> Void)?
        /// Whether its list leaves some changes out.
        package var isBlind = false
        /// What happens while a page is read.
        package var onPage: (@Sendable () -> Void)?
        /// What happens before a page is answered; an error takes its place.
        package var duringPage: (@Sendable () async throws -> Void)?
        /// Whether the tracker says that there is no such project.
        package var isProjectGone = false
        /// Identifiers of projects by their paths; empty for one project, `1`, at every path.
        package var projects: [String: String] = [:]
        /// Whose tickets the paths of these lead to.
        package var addressing = ProjectAddressing.path
        /// Keys of tickets that its list leaves out.
        package var unlisted: Set<String> = []
        /// Failures of the reading of single tickets, by key.
        package var ticketErrors: [String: TrackerError] = [:]
        /// Whether it refuses to register webhooks.
        package var refusesWebhooks = false
        package var webhooks: [String: WebhookDraft] = [:]
        /// What happens between the registration of a webhook and its answer.
        package var afterRegistering: (@Sendable () async throws -> Void)?
        /// How many webhooks were registered: each has a name of its own.
        package var registered = 0
        /// Whether it registers webhooks and the answer is lost.
        package var losesReplies = false
        /// Whether calls about webhooks do not reach it.
        package var isAway = false
        /// The project's labels, and whether they may be read.
        package var labels: [RemoteLabel] = []
        package var refusesLabels = false
        /// Rows of the list of labels that cannot be read.
        package var skippedLabels: [SkippedRow] = []
        /// The accounts that are found by their logins.
        package var users: [String: RemoteUser] = [:]
        /// Why no account can be looked up.
        package var userError: TrackerError?
        /// The comments of each ticket.
        package var comments: [String: [RemoteComment]] = [:]
        package var commentPageSize = 100
        /// What happens between the moment of which a list of comments is and its arrival; gets the identifiers that it
        /// shows.
        package var afterReading: (@Sendable ([String]) async throws -> Void)?
        /// What happens between a write and its reply; an error is a reply that was lost.
        package var beforeReply: (@Sendable () async throws -> Void)?
    }

    package let state = Mutex(State())

    package init() {}

    package let capabilities: Set<Capability> = [
        .incrementalList, .webhooks, .createTickets, .updateTickets, .deleteTickets, .readComments, .writeComments,
        .deleteComments, .text,
        .readLabels, .userByName,
    ]

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
            RemoteTicket
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
            if let nextPage = state.nextPage { list.next = nextPage(page) }
            return list
        }
    }

    package func ticket(_ key: String, in project: ProjectReference) async throws -> RemoteTicket {
        state.withLock { $0.onTicket }?()
        let failure = state.withLock { $0.ticketFailures.isEmpty ? nil : $0.ticketFailures.removeFirst() }
        state.withLock { state in
            state.ticketReads += 1
            state.readsShared.append(ReadSharing.isWithEarlier)
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
            state.webhooks[id] = nil
        }
    }

    /// Changes a ticket.
    package func change(_ number: Int, at time: Timestamp, _ change: (inout RemoteTicket) -> Void) {
        state.withLock { state in
            guard let index = state.tickets.firstIndex(where: { $0.key == "\(number)" }) else { return }
            change(&state.tickets[index])
            state.tickets[index].updatedAt = time
        }
    }

    /// Takes a ticket away.
    package func remove(_ number: Int) { state.withLock { $0.tickets.removeAll { $0.key == "\(number)" } } }

    /// Adds tickets with these numbers, each changed a second after the one before.
    package func add(_ numbers: ClosedRange<Int>, from start: Timestamp) {
        state.withLock { state in
            for number in numbers {
                let at = start + .seconds(number)
                state.tickets.append(
                    RemoteTicket(
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

/// Gives the one scripted tracker to every connection.
package struct ScriptedDriver: TrackerDriver {
    package let tracker: ScriptedTracker
    package let kind = ScriptedTracker.kind
    package let defaultBaseURL: String? = nil
    package let isRemote = true
    package var capabilities: Set<Capability> { tracker.capabilities }
    package let upstreamPolicy = UpstreamPolicy()
    package let webhooks: (any WebhookDialect)? = ScriptedDialect()

    package func problems(with credentials: TrackerCredentials) -> [FieldError] { [] }
    package func makeTracker(_ context: TrackerContext) throws -> any IssueTracker { tracker }
}
