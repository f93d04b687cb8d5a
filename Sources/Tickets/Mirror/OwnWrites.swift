import Models
import Primitives

/// The gateway's own writes that may have caused an observed change.
///
/// A change is attributed to a write if it is on the same ticket, affects what the write sets, and happened at about
/// the same time. Another user's change of the same field within the same minutes is attributed to the write too, since
/// no tracker distinguishes them.
struct OwnWrites {
    let writes: [OwnWrite]
    let now: Timestamp

    static func none(at now: Timestamp) -> Self { Self(writes: [], now: now) }

    /// Returns the write that created the ticket with this marker.
    func creation(marked marker: String?) -> OwnWrite? {
        guard let marker else { return nil }
        return writes.first { $0.marker == marker }
    }

    /// Returns the write that made one of these changes to a ticket.
    /// - Parameters:
    ///   - moment: The time of the change, by the tracker's clock.
    ///   - state: The state that the ticket changed to (open or closed); nil if the state did not change.
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
    /// How long after its start a write may still be in progress.
    private static let underWay = Duration.seconds(120)
    /// The maximum difference between the start of a write and the tracker's time of the change: clocks differ, and
    /// calls are retried.
    private static let tolerance = Duration.seconds(300)

    /// Whether the write can have changed the ticket to this state.
    fileprivate func mayLead(to state: String?) -> Bool {
        guard let state, subjects.contains(where: { $0.hasPrefix(OwnWriteSubject.statePrefix) }) else { return true }
        return subjects.contains(OwnWriteSubject.state(state))
    }

    fileprivate func isNear(_ moment: Timestamp, _ now: Timestamp) -> Bool {
        now - startedAt < Self.underWay || (moment > startedAt - Self.tolerance && moment < startedAt + Self.tolerance)
    }
}

extension Event {
    /// Sets the event's cause and origin to those of an own write.
    mutating func attribute(to write: OwnWrite?) {
        guard let write else { return }
        cause = write.cause
        writeID = write.id
        origin = write.cause.kind == .rule ? .rule : .api
        causationID = write.causationID ?? causationID
    }
}
