package import Models
package import Primitives
package import TrackerKit

/// The state of one ticket of a pair.
package struct PairTicketState: Sendable, Hashable {
    package var status: TicketStatus
    /// The reason why it was closed.
    package var resolution: Resolution?
    package var labels: [String]
    /// The time when it was closed; nil while it is open, and if the tracker does not report it.
    package var closedAt: Timestamp?
    package var updatedAt: Timestamp

    package init(
        status: TicketStatus, resolution: Resolution?, labels: [String], closedAt: Timestamp?, updatedAt: Timestamp
    ) {
        self.status = status
        self.resolution = resolution
        self.labels = labels
        self.closedAt = closedAt
        self.updatedAt = updatedAt
    }

    var isOpen: Bool { status.state == .open }

    /// Whether the ticket was closed because it will not be worked on.
    func isWontFix(_ labels: Set<String>) -> Bool {
        guard !isOpen else { return false }
        return status == .ignored || resolution == .notPlanned || resolution == .duplicate
            || self.labels.contains { labels.contains($0.lowercased()) }
    }
}

/// The step that keeps a pair in sync after one of its tickets was closed or opened.
package enum PairStep: Sendable, Hashable {
    /// No change is needed, for this reason.
    case nothing(String)
    /// Close the other ticket.
    case close(TicketStatus, Resolution?)
    /// Reopen the other ticket.
    case reopen
    /// The other ticket was closed too long ago to be reopened: create a new one in its place.
    case replace
    /// The pair is flapping: pause it until this time, and report that.
    case pause(until: Timestamp)

    /// Chooses the step.
    /// - Parameters:
    ///   - side: The side of the changed ticket.
    ///   - here: The changed ticket.
    ///   - there: Its counterpart.
    package init(
        _ pair: TicketPair, _ terms: PairTerms, from side: TicketPair.Side, here: PairTicketState,
        there: PairTicketState,
        at now: Timestamp
    ) {
        guard terms.direction.carries(from: side) else {
            self = .nothing("the rule does not sync in this direction")
            return
        }
        guard here.isOpen != there.isOpen else {
            self = .nothing("both tickets are already \(here.isOpen ? "open" : "closed")")
            return
        }
        if let until = pair.pausedUntil, until > now {
            self = .nothing("paused until \(until.rfc3339), because the pair flapped")
            return
        }
        let turn =
            here.isOpen ? Self.opening(pair, terms, from: side, there: there, at: now) : Self.closing(terms, here)
        switch turn {
        case .close, .reopen:
            let recent = pair.turns.filter { $0 > now - terms.flappingWindow }
            self = recent.count >= terms.flappingLimit ? .pause(until: now + terms.flappingWindow) : turn
        case .nothing, .replace, .pause: self = turn
        }
    }

    private static func closing(_ terms: PairTerms, _ here: PairTicketState) -> PairStep {
        let isWontFix = here.isWontFix(terms.wontFixLabels)
        let resolution = here.resolution == .unknown ? nil : here.resolution
        return .close(isWontFix ? .ignored : .done, resolution ?? (isWontFix ? .notPlanned : .completed))
    }

    /// A counterpart that was closed because it will not be worked on stays closed, unless the close came from the side
    /// that is now open again.
    private static func opening(
        _ pair: TicketPair, _ terms: PairTerms, from side: TicketPair.Side, there: PairTicketState, at now: Timestamp
    ) -> PairStep {
        if there.isWontFix(terms.wontFixLabels), pair.closedFrom != side {
            return .nothing("the other ticket was closed as not planned")
        }
        guard side == .source, let window = terms.reopenWithin else { return .reopen }
        return now - (there.closedAt ?? there.updatedAt) <= window ? .reopen : .replace
    }
}
