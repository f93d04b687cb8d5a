import Models
package import Primitives
package import TrackerKit

/// How a ticket that is to be stored was seen.
package enum TicketSighting: Sendable, Hashable {
    /// It was read from its tracker just now.
    case read
    /// It was read, by a call that began then; it may have left the tracker since.
    case readSince(Timestamp)
    /// The tracker told of it some time ago, without these details. Of several states of one moment only the tracker
    /// knows the last: many keep whole seconds.
    case told(without: Set<TicketDetail>)

    /// Whether the tracker told of it, rather than being asked.
    var isHearsay: Bool { if case .told = self { true } else { false } }
}

extension MirrorSource {
    /// Since when a ticket that is not in the mirror must not have been noted as gone; nil for ever. A ticket that was
    /// read right now counts.
    var mistrust: (isNeeded: Bool, since: Timestamp?) {
        switch sighting {
        case .read: (false, nil)
        case .readSince(let moment): (true, moment)
        case .told: (true, nil)
        }
    }

    /// What becomes of a ticket that is not as the mirror has it.
    enum Verdict { case changed, same, undecided }

    /// Judges a state that is not earlier than the mirror's.
    ///
    /// What a webhook leads to never changes a row for the sake of the tracker's own JSON alone: a write's reply and
    /// its echo show the same ticket with other words around it.
    func verdict(on changes: [String: FieldChange], isSimultaneous: Bool) -> Verdict {
        switch sighting {
        case .read, .readSince: return origin == .webhook && isSimultaneous && changes.isEmpty ? .same : .changed
        case .told(let hidden):
            let shown = changes.filter { name, _ in !hidden.contains { $0.rawValue == name } }
            if isSimultaneous { return shown.isEmpty ? .same : .undecided }
            return shown.count == changes.count ? .changed : .undecided
        }
    }
}
