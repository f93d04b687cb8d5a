import TrackerKit

extension GitHub {
    /// A channel's status map, applied to GitHub. `open` and `closed` are GitHub's own states; `label:NAME` assigns a
    /// status to open issues with this label.
    ///
    /// A label can only stand for `in_progress` or `on_hold`: with any other status, the ticket would not be open as in
    /// GitHub.
    struct StatusMap: Sendable {
        /// Statuses by label name, ignoring case like GitHub.
        let labels: [LabelName: TicketStatus]
        private let closed: TicketStatus

        /// The prefix of a key that names a label.
        static let labelPrefix = "label:"

        /// Ignores entries that GitHub does not support.
        init(_ project: ProjectReference) {
            var labels: [LabelName: TicketStatus] = [:]
            for (key, status) in project.statusMap
            where key.hasPrefix(Self.labelPrefix) && (status == .inProgress || status == .onHold) {
                labels[LabelName(ignoringCaseOf: key.dropFirst(Self.labelPrefix.count))] = status
            }
            self.labels = labels
            closed = project.statusMap["closed"] == .ignored ? .ignored : .done
        }

        /// An issue's status, and GitHub's own state or label for it.
        func status(of issue: Issue) -> (status: TicketStatus, raw: RawStatus) {
            if issue.isClosed { return (closed, RawStatus(id: "closed")) }
            for label in issue.labels {
                guard let status = labels[LabelName(ignoringCaseOf: label.name)] else { continue }
                return (status, RawStatus(id: Self.labelPrefix + label.name, name: label.name))
            }
            return (.open, RawStatus(id: "open"))
        }

        /// The label that stands for a status: the first by name if the map has several, nil if it has none.
        func label(for status: TicketStatus, in project: ProjectReference) -> String? {
            project.statusMap.filter { $0.key.hasPrefix(Self.labelPrefix) && $0.value == status }
                .map { String($0.key.dropFirst(Self.labelPrefix.count)) }.min()
        }
    }
}
