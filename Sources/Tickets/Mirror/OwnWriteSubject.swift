import Crypto
import Models
import Primitives
import TrackerKit

/// Names for what an own write changes, matched against events: the fields of a ticket as in ``TicketSnapshot``, and
/// these.
enum OwnWriteSubject {
    static let creation = "created"
    static let deletion = "deleted"

    /// A comment with this text is created. White space is ignored, because trackers trim texts and convert line
    /// endings.
    static func comment(made body: String) -> String {
        let text = body.filter { !$0.isWhitespace }
        let digest = SHA256.hash(data: Array(text.utf8)).prefix(16)
        return "comment made " + digest.map { String($0, radix: 16) }.joined(separator: "-")
    }

    /// This comment is changed or deleted.
    static func comment(_ id: Comment.ID) -> String { "comment \(id.text)" }

    /// The fields that a status change may affect, because some trackers represent the status as a label or have a
    /// reason for it.
    private static let status: Set<String> = ["state", "status", "status_raw", "resolution", "closed_at", "labels"]

    /// The ticket is opened or closed. Distinguishes the write from another user's change in the opposite direction.
    static func state(_ name: String) -> String { statePrefix + name }
    static let statePrefix = "state "

    /// The fields that a patch sets.
    static func fields(of patch: TicketPatch) -> Set<String> {
        var fields = Set(patch.setFields.map(\.name))
        if !patch.addLabels.isEmpty || !patch.removeLabels.isEmpty { fields.insert(TicketFields.table.labels.name) }
        guard let change = patch.status.value else { return fields }
        guard case .status(let word, _) = change else { return fields.union(status) }
        return fields.union(status).union([state(word.state.rawValue)])
    }
}
