import Primitives
import TrackerKit

extension GitHub {
    /// A draft or patch in GitHub's terms: the fields of one POST or PATCH, and the changes that require separate
    /// endpoints.
    struct IssueChange: Sendable, Hashable {
        /// The fields set by one POST or PATCH.
        var fields: [String: JSON] = [:]
        /// Labels to add with their own endpoint.
        var addedLabels: [String] = []
        /// Labels to remove with their own endpoint.
        var removedLabels: [String] = []

        /// The new state. nil if it does not change.
        private(set) var state: State?

        struct State: Sendable, Hashable {
            var isClosed: Bool
            /// `completed`, `not_planned` or `duplicate`. nil lets GitHub choose.
            var reason: String?
        }

        init() {}

        /// Sets the status, given either as the gateway's or as GitHub's own.
        mutating func set(_ change: StatusChange, in project: ProjectReference) throws(TrackerError) {
            switch change {
            case .status(let status, let resolution): try set(status, resolution, in: project)
            case .raw(let id): try set(raw: id, in: project)
            }
        }

        private mutating func set(
            _ status: TicketStatus, _ resolution: Resolution?, in project: ProjectReference
        ) throws(TrackerError) {
            if status.state == .open, resolution != nil {
                throw .invalid("/resolution", "only a closed ticket has a resolution")
            }
            switch status {
            case .open: reopen(with: nil, in: project)
            case .inProgress, .onHold:
                guard let label = StatusMap(project).label(for: status, in: project) else {
                    throw .invalid("/status", "the channel's status map has no label for \(status.rawValue)")
                }
                reopen(with: label, in: project)
            case .done: close(resolution)
            case .ignored: close(resolution ?? .notPlanned)
            case .unknown: throw .invalid("/status", "unknown can't be written")
            }
        }

        private mutating func set(raw id: String, in project: ProjectReference) throws(TrackerError) {
            switch id {
            case "open": reopen(with: nil, in: project)
            case "closed": close(nil)
            default:
                let label = String(id.dropFirst(StatusMap.labelPrefix.count))
                guard id.hasPrefix(StatusMap.labelPrefix),
                    StatusMap(project).labels[LabelName(ignoringCaseOf: label)] != nil
                else {
                    throw .invalid(
                        "/status_raw/id", "GitHub supports only open, closed and the labels of the channel's status map"
                    )
                }
                reopen(with: label, in: project)
            }
        }

        /// Reopens the issue with the label of its status, and without the labels of other statuses.
        private mutating func reopen(with label: String?, in project: ProjectReference) {
            state = State(isClosed: false)
            fields["state"] = "open"
            let kept = label.map { LabelName(ignoringCaseOf: $0) }
            removedLabels += StatusMap(project).labels.keys.filter { $0 != kept }.map(\.text).sorted()
            if let label { addedLabels.append(label) }
        }

        private mutating func close(_ resolution: Resolution?) {
            let reason: String? = resolution == .unknown ? nil : resolution?.rawValue
            state = State(isClosed: true, reason: reason)
            fields["state"] = "closed"
            if let reason { fields["state_reason"] = .string(reason) }
        }

        /// Drops separate label changes that would have no effect on the present labels. If the labels are replaced,
        /// merges the separate changes into the replacement.
        mutating func settleLabels(on present: [String]) {
            if case .array(let replacement)? = fields["labels"] {
                let kept = replacement.compactMap(\.stringValue).filter { !removedLabels.containsIgnoringCase($0) }
                fields["labels"] = JSON(kept + addedLabels.filter { !kept.containsIgnoringCase($0) })
                (addedLabels, removedLabels) = ([], [])
            } else {
                addedLabels = addedLabels.filter { !present.containsIgnoringCase($0) }
                removedLabels = present.filter {
                    removedLabels.containsIgnoringCase($0) && !addedLabels.containsIgnoringCase($0)
                }
            }
        }
    }
}

extension [String] {
    /// Whether the array contains a name, compared as GitHub compares logins and labels: ignoring case and surrounding
    /// white space, otherwise byte by byte.
    func containsIgnoringCase(_ name: String) -> Bool {
        let name = LabelName(ignoringCaseOf: name.trimmed)
        return contains { LabelName(ignoringCaseOf: $0.trimmed) == name }
    }
}

extension String {
    /// Without leading and trailing white space.
    fileprivate var trimmed: Substring {
        var rest = drop(while: \.isWhitespace)
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return rest
    }
}
