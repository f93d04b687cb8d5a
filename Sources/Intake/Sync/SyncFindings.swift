import Connections
import Models
import Primitives
import Tickets
import TrackerKit

/// What a sync found that should have been known already: a webhook or an earlier sync has missed it.
struct SyncFindings {
    /// Changes before this moment should have been known; nil where nothing can be said.
    let horizon: Timestamp?
    /// How many tickets there were.
    private(set) var missed = 0
    /// One of them, for people.
    private(set) var example: String?

    init(horizon: Timestamp?) { self.horizon = horizon }

    /// Takes note of a page and what came of storing it. A row that differs in the tracker's own JSON alone is nothing
    /// that was missed.
    mutating func add(_ tickets: [RemoteTicket], _ outcome: MirrorOutcome) {
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
    /// Until when less than so many hundredths of a limit are left; nil while there is enough.
    func shortUntil(reserve: Int, at now: Timestamp) -> Timestamp? {
        let ends = resources.compactMap { resource -> Timestamp? in
            guard let limit = resource.limit, let remaining = resource.remaining, let end = resource.resetsAt, end > now
            else { return nil }
            return remaining * 100 < limit * reserve ? end : nil
        }
        return ([throttledUntil, openUntil].compactMap { $0 }.filter { $0 > now } + ends).max()
    }
}
