import Models
import Primitives

/// The gateway's own writes that may have led to what was seen at a tracker.
///
/// A change is a write's when it is on the write's ticket, in what the write sets, and of its time. Somebody else's
/// change of the same field within the same minutes is taken for it too: no tracker tells the two apart.
struct OwnWrites {
    let writes: [OwnWrite]
    let now: Timestamp

    /// No writes.
    static func none(at now: Timestamp) -> Self { Self(writes: [], now: now) }

    /// The write that made the ticket of a marker.
    func creation(marked marker: String?) -> OwnWrite? {
        guard let marker else { return nil }
        return writes.first { $0.marker == marker }
    }

    /// The write that did one of these things to a ticket.
    /// - Parameters:
    ///   - moment: when it was done, by the tracker's clock.
    ///   - state: whether the ticket became open or closed; nil for neither.
    func write(
        to key: String, doing subjects: some Sequence<String>, at moment: Timestamp, becoming state: String? = nil
    ) -> OwnWrite? {
        writes.first {
            $0.ticketKey == key && $0.isNear(moment, now) && !$0.subjects.isDisjoint(with: subjects)
                && $0.mayLead(to: state)
        }
    }
}

extension OwnWrite {
    /// How long after its beginning a write may still be on its way.
    private static let underWay = Duration.seconds(120)
    /// How far the tracker's time of a change may lie from the write's beginning: clocks differ, and calls are
    /// repeated.
    private static let tolerance = Duration.seconds(300)

    /// Whether it can have made the ticket open or closed.
    fileprivate func mayLead(to state: String?) -> Bool {
        guard let state, subjects.contains(where: { $0.hasPrefix(OwnWriteSubject.statePrefix) }) else { return true }
        return subjects.contains(OwnWriteSubject.state(state))
    }

    fileprivate func isNear(_ moment: Timestamp, _ now: Timestamp) -> Bool {
        now - startedAt < Self.underWay || (moment > startedAt - Self.tolerance && moment < startedAt + Self.tolerance)
    }
}

extension Event {
    /// Says that a write of the gateway's own led to this.
    mutating func attribute(to write: OwnWrite?) {
        guard let write else { return }
        cause = write.cause
        writeID = write.id
        origin = write.cause.kind == .rule ? .rule : .api
        causationID = write.causationID ?? causationID
    }
}
