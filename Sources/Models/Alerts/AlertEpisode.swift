package import Primitives

/// One occurrence of a problem, from the first alert that reports it to the one that resolves it. Row of the table
/// `alert_episode`. Repeated alerts are counted, and the latest payload is kept.
package struct AlertEpisode: Sendable, Hashable {
    package typealias ID = Identifier<AlertEpisode>

    package var id: ID
    package var firedAt: Timestamp
    /// Nil while the alert fires.
    package var resolvedAt: Timestamp?

    package init(id: ID, firedAt: Timestamp, resolvedAt: Timestamp?) {
        self.id = id
        self.firedAt = firedAt
        self.resolvedAt = resolvedAt
    }
}

/// What an incoming alert changes.
package enum AlertStep: String, Sendable, Hashable, CaseIterable {
    /// A new episode begins.
    case fired
    /// The current episode is reported again.
    case repeated
    /// The current episode ends.
    case resolved
    /// Nothing: the alert is a late copy, or reports the end of something that is not firing.
    case ignored

    /// Decides by the latest episode of the problem; nil if there is none.
    package static func of(_ alert: IncomingAlert, after latest: AlertEpisode?) -> AlertStep {
        guard let latest else { return alert.state == .firing ? .fired : .ignored }
        let isOpen = latest.resolvedAt == nil
        switch alert.state {
        case .firing where isOpen: return .repeated
        case .firing:
            // A copy that was delayed until after the end. A new episode starts later.
            guard let start = alert.startedAt else { return .fired }
            return start <= latest.firedAt ? .ignored : .fired
        case .resolved:
            guard isOpen else { return .ignored }
            // The delayed end of an earlier episode.
            if let start = alert.startedAt, start < latest.firedAt { return .ignored }
            return .resolved
        }
    }
}
