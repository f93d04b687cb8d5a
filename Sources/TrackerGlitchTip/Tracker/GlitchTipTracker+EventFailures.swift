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

    /// Returns the readings of a page, unless the server itself is down or refuses the token. If no event could be
    /// read, the list or the project is requested as a test: events that the server cannot return, or refuses for
    /// reasons of their own, such as a proxy's filter, may be all that changed, and must not block syncs forever. A
    /// token that may read the list may also read events: both require the same scope.
    /// - Throws: The error of that request.
    func checked(_ readings: [EventReading], in project: ProjectReference) async throws -> [EventReading] {
        guard !readings.isEmpty else { return readings }
        if readings.allSatisfy({ $0.failure?.isRefusal ?? false }) {
            _ = try await issues(in: project, at: "", pageSize: 1)
        } else if readings.allSatisfy({ $0.failure?.mayBeAnOutage ?? false }) {
            _ = try await self.project(project.path)
        }
        return readings
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
