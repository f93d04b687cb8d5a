import HTTPKit
import HTTPTypes
import Models
import Primitives
import Repositories

/// The tickets that a stored response shows: a caller that may not read one of them now does not get the response
/// again.
struct ShownTickets: Equatable {
    /// Tickets by identifier: tickets themselves, link targets, and the tickets of comments and files.
    var ids: Set<Ticket.ID> = []
    /// Tickets by channel and key: parents, and the tickets that the test of a rule is about.
    var names: Set<TicketName> = []

    /// Finds the tickets in a document of the API, at any depth.
    init(in document: JSON) { collect(document) }

    private mutating func collect(_ json: JSON) {
        switch json {
        case .array(let elements):
            for element in elements { collect(element) }
        case .object(let members):
            if let key = members["key"]?.stringValue { collectTicket(key, members) }
            if let id = members["ticket"]?.stringValue.flatMap({ Ticket.ID($0) }) { ids.insert(id) }
            if let ticket = members["ticket"], let name = Self.name(ticket["channel"], ticket["key"]) {
                names.insert(name)
            }
            for (name, value) in members where !Self.trackersOwn.contains(name) { collect(value) }
        default: break
        }
    }

    /// A ticket has `status_raw`, and a reference to one has `channel` and `title`. Milestones have a key, too, but no
    /// channel.
    private mutating func collectTicket(_ key: String, _ members: [String: JSON]) {
        let isReference = members["channel"] != nil && members["title"] != nil
        guard isReference || members["status_raw"] != nil else { return }
        if let id = members["id"]?.stringValue.flatMap({ Ticket.ID($0) }) { ids.insert(id) }
        if let parent = Self.name(members["channel"], members["parent"]) { names.insert(parent) }
    }

    private static func name(_ channel: JSON?, _ key: JSON?) -> TicketName? {
        guard let channel = channel?.stringValue, let key = key?.stringValue else { return nil }
        return TicketName(channel: channel, key: key)
    }

    /// Members that hold what a tracker sent, which may look like anything.
    private static let trackersOwn: Set<String> = ["remote_data", "custom_fields"]
}

extension StoredResponse {
    /// The tickets that the response shows; none if it reports a failure.
    var shownTickets: ShownTickets? {
        guard response.status.kind == .successful, case .bytes(let bytes) = response.body,
            let body = try? JSON(parsing: bytes)
        else {
            return nil
        }
        return ShownTickets(in: body)
    }
}
