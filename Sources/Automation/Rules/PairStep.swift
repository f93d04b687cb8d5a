package import Models
package import Primitives
package import TrackerKit

/// How one ticket of a pair stands.
package struct PairStanding: Sendable, Hashable {
    /// Where it stands.
    package var status: TicketStatus
    /// Why it was closed.
    package var resolution: Resolution?
    /// Its labels.
    package var labels: [String]
    /// When it was closed; nil while it is open, and where the tracker does not tell.
    package var closedAt: Timestamp?
    /// When it was last changed.
    package var updatedAt: Timestamp

    /// Describes a ticket.
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

    /// Whether it was closed because it will not be worked on.
    func isWontFix(_ labels: Set<String>) -> Bool {
        guard !isOpen else { return false }
        return status == .ignored || resolution == .notPlanned || resolution == .duplicate
            || self.labels.contains { labels.contains($0.lowercased()) }
    }
}

/// What keeping two tickets in step asks for when one of them was closed or opened.
package enum PairStep: Sendable, Hashable {
    /// Nothing, for that reason.
    case nothing(String)
    /// Close the other ticket.
    case close(TicketStatus, Resolution?)
    /// Open the other ticket again.
    case reopen
    /// The other ticket was closed too long ago: make a new one in its place.
    case replace
    /// The two flap: leave them alone until then, and say so.
    case pause(until: Timestamp)

    /// Decides.
    /// - Parameters:
    ///   - side: Where something happened.
    ///   - here: The ticket of that side.
    ///   - there: The other one.
    package init(
        _ pair: TicketPair, _ terms: PairTerms, from side: TicketPair.Side, here: PairStanding, there: PairStanding,
        at now: Timestamp
    ) {
        guard terms.direction.carries(from: side) else {
            self = .nothing("changes do not go this way")
            return
        }
        guard here.isOpen != there.isOpen else {
            self = .nothing("both are \(here.isOpen ? "open" : "closed")")
            return
        }
        if let until = pair.pausedUntil, until > now {
            self = .nothing("paused until \(until.rfc3339), because the two flapped")
            return
        }
        let turn = here.isOpen ? Self.opening(pair, terms, from: side, there, now) : Self.closing(terms, here)
        switch turn {
        case .close, .reopen:
            let recent = pair.turns.filter { $0 > now - terms.flappingWindow }
            self = recent.count >= terms.flappingLimit ? .pause(until: now + terms.flappingWindow) : turn
        case .nothing, .replace, .pause: self = turn
        }
    }

    private static func closing(_ terms: PairTerms, _ here: PairStanding) -> PairStep {
        let isWontFix = here.isWontFix(terms.wontFixLabels)
        let resolution = here.resolution == .unknown ? nil : here.resolution
        return .close(isWontFix ? .ignored : .done, resolution ?? (isWontFix ? .notPlanned : .completed))
    }

    /// A ticket that was closed for good stays closed, unless its closing was decided on the side that is open again.
    private static func opening(
        _ pair: TicketPair, _ terms: PairTerms, from side: TicketPair.Side, _ there: PairStanding, _ now: Timestamp
    ) -> PairStep {
        if there.isWontFix(terms.wontFixLabels), pair.closedFrom != side {
            return .nothing("the other ticket was closed as one that will not be worked on")
        }
        guard side == .source, let window = terms.reopenWithin else { return .reopen }
        return now - (there.closedAt ?? there.updatedAt) <= window ? .reopen : .replace
    }
}
