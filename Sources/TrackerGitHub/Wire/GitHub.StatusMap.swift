import TrackerKit

extension GitHub {
    /// How a channel's status map reads GitHub: `open` and `closed` are GitHub's own words, `label:NAME` gives an open
    /// ticket a status.
    ///
    /// Only `in_progress` and `on_hold` can be told by a label, since a ticket of any other status would not be as open
    /// as GitHub says.
    struct StatusMap: Sendable {
        /// Label names, whose case GitHub ignores, to the status that they give.
        let labels: [LabelName: TicketStatus]
        private let closed: TicketStatus

        /// What a key that names a label begins with.
        static let labelPrefix = "label:"

        /// Reads a channel's map; what does not fit GitHub is left out.
        init(_ project: ProjectReference) {
            var labels: [LabelName: TicketStatus] = [:]
            for (key, status) in project.statusMap
            where key.hasPrefix(Self.labelPrefix) && (status == .inProgress || status == .onHold) {
                labels[LabelName(ignoringCaseOf: key.dropFirst(Self.labelPrefix.count))] = status
            }
            self.labels = labels
            closed = project.statusMap["closed"] == .ignored ? .ignored : .done
        }

        /// Where an issue stands, and GitHub's own word for it.
        func standing(of issue: Issue) -> (status: TicketStatus, raw: RawStatus) {
            if issue.isClosed { return (closed, RawStatus(id: "closed")) }
            for label in issue.labels {
                guard let status = labels[LabelName(ignoringCaseOf: label.name)] else { continue }
                return (status, RawStatus(id: Self.labelPrefix + label.name, name: label.name))
            }
            return (.open, RawStatus(id: "open"))
        }

        /// The label that gives a status: the first by name where the map has several; nil when it has none.
        func label(for status: TicketStatus, in project: ProjectReference) -> String? {
            project.statusMap.filter { $0.key.hasPrefix(Self.labelPrefix) && $0.value == status }
                .map { String($0.key.dropFirst(Self.labelPrefix.count)) }.min()
        }
    }
}
