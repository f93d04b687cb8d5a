import HTTPKit
import HTTPTypes
import Models
import Primitives

extension StoredResponse {
    /// The tickets that a stored answer shows: whoever may not read one of them now is not given the answer again.
    ///
    /// A ticket is an object with `key` and `status_raw`, and a comment or a file names its ticket in `ticket`; the results of a batch hold both.
    var shownTickets: [Ticket.ID] {
        guard response.status.kind == .successful, case .bytes(let bytes) = response.body, let body = try? JSON(parsing: bytes) else {
            return []
        }
        var found: Set<Ticket.ID> = []
        Self.collect(body, into: &found)
        return Array(found)
    }

    private static func collect(_ json: JSON, into found: inout Set<Ticket.ID>) {
        switch json {
        case .array(let elements):
            for element in elements { collect(element, into: &found) }
        case .object(let members):
            let shown = members["key"] != nil && members["status_raw"] != nil ? members["id"] : members["ticket"]
            if let id = shown?.stringValue.flatMap({ Ticket.ID($0) }) { found.insert(id) }
            for (name, value) in members where !callersOwn.contains(name) { collect(value, into: &found) }
        default: break
        }
    }

    /// Members that hold what a tracker sent, which may look like anything.
    private static let callersOwn: Set<String> = ["remote_data", "custom_fields"]
}
