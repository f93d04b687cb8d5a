import Models
package import Primitives
package import TrackerKit

/// How a ticket to be stored was observed.
package enum TicketObservation: Sendable, Hashable {
    /// Read from its tracker just now.
    case read
    /// Read by a call that began at this time. It may have been deleted since.
    case readSince(Timestamp)
    /// Reported by the tracker some time ago, without these details. If several states have the same time, only the
    /// tracker knows which is the latest: many trackers store whole seconds.
    case reported(without: Set<TicketDetail>)

    /// Whether the tracker reported the ticket, rather than being asked for it.
    var isReported: Bool { if case .reported = self { true } else { false } }
}

extension MirrorSource {
    /// Whether to check that a ticket new to the mirror has not been recorded as deleted, and since when; nil for any
    /// time. A ticket that was read just now needs no check.
    var deletionCheck: (isNeeded: Bool, since: Timestamp?) {
        switch observation {
        case .read: (false, nil)
        case .readSince(let moment): (true, moment)
        case .reported: (true, nil)
        }
    }

    /// What to do with a ticket that differs from the mirror.
    enum Verdict { case changed, same, undecided }

    /// Decides on a state that is not older than the mirror's.
    ///
    /// A read caused by a webhook does not update a row if only the tracker's own JSON differs: a write's response and
    /// its echo can show the same ticket in different JSON.
    func verdict(on changes: [String: FieldChange], isSimultaneous: Bool) -> Verdict {
        switch observation {
        case .read, .readSince: return origin == .webhook && isSimultaneous && changes.isEmpty ? .same : .changed
        case .reported(let hidden):
            let shown = changes.filter { name, _ in !hidden.contains { $0.rawValue == name } }
            if isSimultaneous { return shown.isEmpty ? .same : .undecided }
            return shown.count == changes.count ? .changed : .undecided
        }
    }
}
