import Primitives
import TrackerKit

extension GitLab {
    /// A draft or patch translated to GitLab: the body of one POST or PUT.
    struct IssueChange: Sendable, Hashable {
        var fields: [String: JSON] = [:]
        /// Labels to add to the present ones.
        private(set) var addedLabels: [String] = []
        /// Labels to remove from the present ones.
        private(set) var removedLabels: [String] = []
        /// The labels that replace the present ones; nil for no replacement.
        private(set) var labels: [String]?
        /// Whether the issue will be closed; nil if unchanged.
        private(set) var isClosed: Bool?

        init() {}

        mutating func set(labels names: [String]) throws(TrackerError) {
            try Self.requireNames(names)
            labels = names
        }

        mutating func change(adding added: [String], removing removed: [String]) throws(TrackerError) {
            try Self.requireNames(added)
            addedLabels += added
            removedLabels += removed.filter { !$0.contains(",") }
        }

        mutating func set(_ kind: TicketKind) throws(TrackerError) {
            guard let type = kind.gitLabType else {
                throw .invalid("/kind", "GitLab supports only issue, incident and task")
            }
            fields["issue_type"] = .string(type)
        }

        /// Sets the status, given as one of the gateway's or GitLab's own.
        mutating func set(_ change: StatusChange, in project: ProjectReference) throws(TrackerError) {
            let map = StatusMap(project)
            switch change {
            case .status(.open, _), .raw("opened"): reopen(with: nil, map)
            case .status(.done, _), .status(.ignored, _), .raw("closed"): close()
            case .status(.unknown, _): throw .invalid("/status", "unknown can't be written")
            case .status(let status, _):
                guard let label = map.label(for: status) else {
                    throw .invalid("/status", "the channel's status map has no label for \(status.rawValue)")
                }
                reopen(with: label, map)
            case .raw(let id):
                let label = String(id.dropFirst(StatusMap.labelPrefix.count))
                guard id.hasPrefix(StatusMap.labelPrefix), map.labels[LabelName(label)] != nil else {
                    throw .invalid(
                        "/status_raw/id",
                        "GitLab supports only opened, closed and the labels of the channel's status map")
                }
                reopen(with: label, map)
            }
        }

        /// Reopens the issue with the label of its status and without the labels of other statuses.
        private mutating func reopen(with label: String?, _ map: StatusMap) {
            isClosed = false
            removedLabels += map.labels.keys.filter { $0 != label.map { LabelName($0) } }.map(\.text).sorted()
            if let label { addedLabels.append(label) }
        }

        private mutating func close() { isClosed = true }

        /// GitLab separates label names by commas, so a name cannot contain one.
        private static func requireNames(_ names: [String]) throws(TrackerError) {
            if names.contains(where: { $0.contains(",") }) {
                throw .invalid("/labels", "GitLab's labels can't contain commas")
            }
        }

        /// The body of a change. A replacement of the labels includes the added ones, because GitLab would ignore them
        /// next to it.
        var body: [String: JSON] {
            var body = fields
            if let isClosed { body["state_event"] = isClosed ? "close" : "reopen" }
            if labels != nil {
                body["labels"] = .string(finalLabels.joined(separator: ","))
            } else {
                if !addedLabels.isEmpty { body["add_labels"] = .string(addedLabels.joined(separator: ",")) }
                if !individuallyRemovedLabels.isEmpty {
                    body["remove_labels"] = .string(individuallyRemovedLabels.joined(separator: ","))
                }
            }
            return body
        }

        /// The body of a creation, which accepts neither a state nor labels to remove.
        var creationBody: [String: JSON] {
            var body = fields
            if !finalLabels.isEmpty { body["labels"] = .string(finalLabels.joined(separator: ",")) }
            return body
        }

        /// The labels after a replacement, or of a new ticket.
        private var finalLabels: [String] {
            let kept = (labels ?? []).filter { !removedLabels.has($0) || addedLabels.has($0) }
            return kept + addedLabels.filter { !kept.has($0) }
        }

        /// The labels to remove, if the change does not replace all labels.
        var individuallyRemovedLabels: [String] { labels == nil ? removedLabels.filter { !addedLabels.has($0) } : [] }

        /// The labels that the issue must have afterwards: all of them for a replacement, otherwise the added ones.
        var wantedLabels: [String] { labels == nil ? addedLabels : finalLabels }

        /// Whether the issue must have no other labels than ``wantedLabels`` afterwards.
        var replacesLabels: Bool { labels != nil }
    }
}

extension [String] {
    /// Whether these include a label with exactly this name.
    fileprivate func has(_ name: String) -> Bool { contains { LabelName($0) == LabelName(name) } }
}
