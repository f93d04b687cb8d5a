import HTTPKit
import Primitives
import TrackerKit

/// What came of reading an issue of a list with its latest event.
struct EventReading: Sendable {
    /// The ticket; without what its event tells where that could not be read.
    var ticket: RemoteTicket
    /// Why the event could not be read.
    var failure: TrackerError?

    /// The entry of the sync status for a ticket without its event.
    var skipped: SkippedRow? {
        failure.map {
            SkippedRow(key: ticket.key, reason: "its latest event cannot be read: \($0.eventDetail)", isStored: true)
        }
    }
}

/// One event that a server cannot show must not keep the other issues of a project away.
extension GlitchTipTracker {
    /// An issue with its latest event, or without it where the server cannot show that one.
    func reading(_ issue: GlitchTip.Issue, in project: ProjectReference) async throws -> EventReading {
        do {
            return EventReading(ticket: try await ticket(issue, in: project))
        } catch let error as TrackerError where error.mayBeOneEvents {
            return EventReading(ticket: withoutEvent(issue, in: project), failure: error)
        }
    }

    /// An issue that was just written, with its latest event, or without it where that cannot be read for any reason:
    /// an error would say that the write failed, and the mirror keeps what it knows of the event.
    func written(_ issue: GlitchTip.Issue, in project: ProjectReference) async throws -> RemoteTicket {
        do {
            return try await ticket(issue, in: project)
        } catch is TrackerError {
            return withoutEvent(issue, in: project)
        }
    }

    private func withoutEvent(_ issue: GlitchTip.Issue, in project: ProjectReference) -> RemoteTicket {
        var ticket = issue.ticket(nil, url: address(of: issue, in: project), dialect: dialect)
        ticket.lacksEvent = true
        return ticket
    }

    /// The readings of a page, unless the server itself is down. Where no event can be read, the project is asked for:
    /// events that make the server fail may be all that changed, and must not stop the reading for ever.
    /// - Throws: What asking for the project throws.
    func checked(_ readings: [EventReading], in project: ProjectReference) async throws -> [EventReading] {
        guard !readings.isEmpty, readings.allSatisfy({ $0.failure?.mayBeAnOutage ?? false }) else { return readings }
        _ = try await self.project(project.path)
        return readings
    }
}

/// The issues that a reading has passed on its way down the list.
struct DownwardWalk {
    private var passed: Set<String> = []

    /// Takes note of a page.
    /// - Throws: ``TrackerError/malformedResponse(detail:)`` when the page below shows nothing but what was above it:
    ///   such a list has no end.
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
    /// Whether it may be about the event alone, rather than about the credentials, the limits or the connection.
    var mayBeOneEvents: Bool {
        switch self {
        case .upstream, .invalid, .conflict, .malformedResponse: true
        case .unreachable(let error): error.kind == .responseTooLarge || mayBeAnOutage
        case .capabilityMissing, .notFound, .unauthorized, .forbidden, .rateLimited, .projectReplaced: false
        }
    }

    /// Whether a server that is down answers so, too.
    fileprivate var mayBeAnOutage: Bool {
        switch self {
        case .upstream(let failure): (502...504).contains(failure.status)
        case .unreachable(let error): error.kind == .timeout || error.kind == .connectionLost
        default: false
        }
    }

    /// What it says of the event, in a few words.
    fileprivate var eventDetail: String {
        switch self {
        case .upstream(let failure), .invalid(_, let failure), .conflict(let failure):
            "the server answers \(failure.status)"
        case .malformedResponse(let detail): detail
        case .unreachable(let error):
            error.kind == .responseTooLarge ? "it is too large for an answer" : "no answer came"
        default: "it is refused"
        }
    }
}
