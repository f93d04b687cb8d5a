import HTTPKit
import Primitives
import TrackerKit

/// The result of reading an issue of a list with its latest event.
struct EventReading: Sendable {
    /// The ticket, without the event's data if that could not be read.
    var ticket: Ticket
    /// The reason why the event could not be read.
    var failure: TrackerError?

    /// The entry in the sync status for a ticket without its event.
    var skipped: SkippedRow? {
        failure.map {
            SkippedRow(key: ticket.key, reason: "its latest event can't be read: \($0.eventDetail)", isStored: true)
        }
    }
}

/// An event that a server cannot return must not prevent the other issues of a project from being read.
extension GlitchTipTracker {
    /// Reads an issue's latest event, or leaves it out if the server cannot return it.
    func reading(_ issue: GlitchTip.Issue, in project: ProjectReference) async throws -> EventReading {
        do {
            return EventReading(ticket: try await ticket(issue, in: project))
        } catch let error as TrackerError where error.mayBeOneEvents {
            return EventReading(ticket: withoutEvent(issue, in: project), failure: error)
        }
    }

    /// The ticket of an issue that was just written, without its latest event if that cannot be read for any reason: an
    /// error would indicate that the write failed, and the mirror keeps the stored data of the event.
    func written(_ issue: GlitchTip.Issue, in project: ProjectReference) async throws -> Ticket {
        do {
            return try await ticket(issue, in: project)
        } catch is TrackerError {
            return withoutEvent(issue, in: project)
        }
    }

    private func withoutEvent(_ issue: GlitchTip.Issue, in project: ProjectReference) -> Ticket {
        var ticket = issue.ticket(nil, url: address(of: issue, in: project), dialect: dialect)
        ticket.lacksEvent = true
        return ticket
    }

    /// Returns the readings of a page, unless the server itself is down. If no event could be read, the project is
    /// requested as a test: events that make the server fail may be all that changed, and must not block syncs forever.
    /// - Throws: The error of requesting the project, or the refusal of every event: the token may lack the permission
    ///   for them.
    func checked(_ readings: [EventReading], in project: ProjectReference) async throws -> [EventReading] {
        try await requireReadableEvents(readings, in: project)
        guard !readings.isEmpty, readings.allSatisfy({ $0.failure?.mayBeAnOutage ?? false }) else { return readings }
        _ = try await self.project(project.path)
        return readings
    }

    /// How many other issues show whether the token may read events.
    private static let samples = 3

    /// If all events of a page are refused, reads those of a few other issues. A single event can be refused for
    /// reasons of its own, such as a proxy's filter, and must not block the rest of the project. The only issue of a
    /// project cannot be compared with others and gets the benefit of the doubt, since the token could read the list.
    private func requireReadableEvents(_ readings: [EventReading], in project: ProjectReference) async throws {
        let refusals = readings.compactMap { $0.failure?.isRefusal == true ? $0.failure : nil }
        guard let first = refusals.first, refusals.count == readings.count else { return }
        let refused = Set(readings.map(\.ticket.remoteID))
        let page = try await issues(in: project, at: "", pageSize: readings.count + Self.samples)
        let others = page.issues.filter { !refused.contains($0.id) }
        if refused.count == 1, others.isEmpty { return }
        for issue in others.prefix(Self.samples) {
            if try await reading(issue, in: project).failure == nil { return }
        }
        throw first
    }
}

/// The issues that a sync has passed on its way down the list.
struct DownwardWalk {
    private var passed: Set<String> = []

    /// Records a page.
    /// - Throws: ``TrackerError/malformedResponse(detail:)`` if the page contains only issues from above: such a list
    ///   would never end.
    mutating func pass(_ issues: [GlitchTip.Issue], isDownward: Bool) throws(TrackerError) {
        guard isDownward else { return passed = [] }
        let before = passed.count
        passed.formUnion(issues.map(\.id))
        if !issues.isEmpty, passed.count == before {
            throw .malformedResponse(detail: "the list of tickets repeats the same rows")
        }
    }
}

extension TrackerError {
    /// Whether the cause may be the event alone, rather than the credentials, limits or connection.
    var mayBeOneEvents: Bool {
        switch self {
        case .upstream, .invalid, .conflict, .malformedResponse: true
        case .unreachable(let error): error.kind == .responseTooLarge || mayBeAnOutage
        case .unauthorized, .forbidden: isRefusal
        case .capabilityMissing, .notFound, .rateLimited, .projectReplaced: false
        }
    }

    /// Whether the server refused the call.
    fileprivate var isRefusal: Bool {
        switch self {
        case .unauthorized(let failure), .forbidden(let failure): failure.status > 0
        default: false
        }
    }

    /// Whether the cause may also be that the server is down.
    fileprivate var mayBeAnOutage: Bool {
        switch self {
        case .upstream(let failure): (502...504).contains(failure.status)
        case .unreachable(let error): error.kind == .timeout || error.kind == .connectionLost
        default: false
        }
    }

    /// A short description for the sync status.
    fileprivate var eventDetail: String {
        switch self {
        case .upstream(let failure), .invalid(_, let failure), .conflict(let failure), .unauthorized(let failure),
            .forbidden(let failure):
            "the server responds with \(failure.status)"
        case .malformedResponse(let detail): detail
        case .unreachable(let error):
            error.kind == .responseTooLarge ? "it exceeds the maximum response size" : "the server did not respond"
        default: "the server refuses it"
        }
    }
}
