package import Primitives

/// An alert as a monitoring system sent it.
package struct IncomingAlert: Sendable, Hashable {
    package enum State: String, Sendable, Hashable, CaseIterable {
        case firing
        case resolved
    }

    /// Distinguishes the problem from the others of its flavor.
    package var identity: String
    package var state: State
    /// Identifies the group of alerts with which the sender sent it; nil if the sender forms none.
    package var group: String?
    /// When the problem began, according to the sender.
    package var startedAt: Timestamp?
    /// When the problem ended, according to the sender; nil while it lasts.
    package var endedAt: Timestamp?
    /// The alert in the fields of the Alerts API.
    package var content: AlertContent
    /// What the sender sent about this alert.
    package var payload: JSON

    package init(identity: String, state: State, content: AlertContent, payload: JSON) {
        self.identity = identity
        self.state = state
        self.content = content
        self.payload = payload
    }
}
