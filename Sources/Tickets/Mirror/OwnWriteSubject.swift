import Crypto
import Models
import Primitives
import TrackerKit

/// What an own write does, in the words that events are matched by: the fields of a ticket as ``TicketSnapshot`` names
/// them, and these.
enum OwnWriteSubject {
    /// The ticket is made.
    static let creation = "created"
    /// The ticket is deleted.
    static let deletion = "deleted"

    /// A comment of that text is made. Trackers trim texts and change line ends.
    static func comment(made body: String) -> String {
        let text = body.filter { !$0.isWhitespace }
        let digest = SHA256.hash(data: Array(text.utf8)).prefix(16)
        return "comment made " + digest.map { String($0, radix: 16) }.joined(separator: "-")
    }

    /// That comment is changed or deleted.
    static func comment(_ id: Comment.ID) -> String { "comment \(id.text)" }

    /// The fields that a status change may move: some trackers keep it as a label, or have a reason for it.
    private static let status: Set<String> = ["state", "status", "status_raw", "resolution", "closed_at", "labels"]

    /// The ticket becomes open, or closed: what tells a change from somebody else's in the other direction.
    static func state(_ name: String) -> String { statePrefix + name }
    static let statePrefix = "state "

    /// What a patch sets.
    static func fields(of patch: TicketPatch) -> Set<String> {
        var fields = Set(patch.setFields.map(\.name))
        if !patch.addLabels.isEmpty || !patch.removeLabels.isEmpty { fields.insert(TicketFields.table.labels.name) }
        guard let change = patch.status.value else { return fields }
        guard case .status(let word, _) = change else { return fields.union(status) }
        return fields.union(status).union([state(word.state.rawValue)])
    }
}
