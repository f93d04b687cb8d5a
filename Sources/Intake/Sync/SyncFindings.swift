import Models
import Primitives
import Tickets
import TrackerKit

/// Changes found by a sync that a webhook or an earlier sync should have reported.
struct SyncFindings {
    /// Earlier changes should be in the mirror already; nil if nothing can be concluded.
    let horizon: Timestamp?
    /// The number of missed tickets.
    private(set) var missed = 0
    /// The key of one of them, for the log.
    private(set) var example: String?

    init(horizon: Timestamp?) { self.horizon = horizon }

    /// Checks a page and the outcome of storing it. A ticket that only differs in the tracker's own JSON was not
    /// missed.
    mutating func add(_ tickets: [Ticket], _ outcome: MirrorOutcome) {
        guard let horizon else { return }
        for ticket in tickets where !ticket.lacksTimes && ticket.updatedAt < horizon {
            guard outcome.made.contains(ticket.remoteID) || outcome.changes[ticket.remoteID]?.isEmpty == false else {
                continue
            }
            missed += 1
            example = example ?? ticket.key
        }
    }
}

extension UpstreamBudget {
    /// When enough of the tracker's rate limit is available again; nil if it is now.
    /// - Parameter reserve: The percentage of the limit that has to remain.
    func shortUntil(reserve: Int, at now: Timestamp) -> Timestamp? {
        let ends = resources.compactMap { resource -> Timestamp? in
            guard let limit = resource.limit, let remaining = resource.remaining, let end = resource.resetsAt, end > now
            else { return nil }
            return remaining * 100 < limit * reserve ? end : nil
        }
        return ([throttledUntil, openUntil].compactMap { $0 }.filter { $0 > now } + ends).max()
    }
}
