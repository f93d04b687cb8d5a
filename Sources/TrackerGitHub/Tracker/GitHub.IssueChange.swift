import Primitives
import TrackerKit

extension GitHub {
    /// What a draft or patch means in GitHub's words: the body of the creation or the PATCH, and what endpoints of
    /// their own must do.
    struct IssueChange: Sendable, Hashable {
        /// The fields that one POST or PATCH sets.
        var fields: [String: JSON] = [:]
        /// Labels to add by themselves.
        var addedLabels: [String] = []
        /// Labels to take away by themselves.
        var removedLabels: [String] = []

        /// Whether the ticket ends up closed or open; nil when that stays.
        private(set) var state: State?

        /// An end state with its reason.
        struct State: Sendable, Hashable {
            /// Whether it is closed.
            var isClosed: Bool
            /// `completed`, `not_planned` or `duplicate`; nil to leave it to GitHub.
            var reason: String?
        }

        /// Nothing yet.
        init() {}

        /// Sets the status in the gateway's words or in GitHub's.
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
                    throw .invalid("/status", "the channel's status map names no label for \(status.rawValue)")
                }
                reopen(with: label, in: project)
            case .done: close(resolution)
            case .ignored: close(resolution ?? .notPlanned)
            case .unknown: throw .invalid("/status", "unknown is nothing to write")
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
                        "/status_raw/id", "GitHub has open and closed, and the labels of the channel's status map")
                }
                reopen(with: label, in: project)
            }
        }

        /// Open, with the label of its status and without those of the others.
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

        /// Leaves out of the separate changes of labels what an issue has, or lacks, already; with a replacement, they
        /// become part of it.
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
    /// Whether a name is among these, as GitHub compares logins and labels: case and outer white space put aside, and
    /// the rest byte by byte.
    func containsIgnoringCase(_ name: String) -> Bool {
        let name = LabelName(ignoringCaseOf: name.trimmed)
        return contains { LabelName(ignoringCaseOf: $0.trimmed) == name }
    }
}

extension String {
    /// Without white space at its ends.
    fileprivate var trimmed: Substring {
        var rest = drop(while: \.isWhitespace)
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return rest
    }
}
