import TrackerKit

extension GitLab {
    /// A channel's status map, interpreted for GitLab: `opened` and `closed` are GitLab's states, and `label:NAME`
    /// gives an open ticket a status.
    ///
    /// A label can only map to `in_progress` or `on_hold`: any other status would contradict GitLab's own state.
    struct StatusMap: Sendable {
        /// Label names and the statuses that they stand for.
        let labels: [LabelName: TicketStatus]
        private let closed: TicketStatus

        /// The prefix of a key that contains a label.
        static let labelPrefix = "label:"

        /// Reads a channel's map, ignoring entries that do not apply to GitLab.
        init(_ project: ProjectReference) {
            var labels: [LabelName: TicketStatus] = [:]
            for (key, status) in project.statusMap
            where key.hasPrefix(Self.labelPrefix) && (status == .inProgress || status == .onHold) {
                labels[LabelName(key.dropFirst(Self.labelPrefix.count))] = status
            }
            self.labels = labels
            closed = project.statusMap["closed"] == .ignored ? .ignored : .done
        }

        /// The status of an issue, and GitLab's own status.
        func status(of issue: Issue) -> (status: TicketStatus, raw: RawStatus) {
            if issue.isClosed { return (closed, RawStatus(id: "closed")) }
            for label in issue.labels {
                guard let status = labels[LabelName(label)] else { continue }
                return (status, RawStatus(id: Self.labelPrefix + label, name: label))
            }
            return (.open, RawStatus(id: "opened"))
        }

        /// The label that stands for a status, the first by name if there are several; nil if there is none.
        func label(for status: TicketStatus) -> String? { labels.filter { $0.value == status }.keys.map(\.text).min() }
    }
}
