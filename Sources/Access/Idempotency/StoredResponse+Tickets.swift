import HTTPKit
import HTTPTypes
import Models
import Postgres
import Primitives
import Repositories

/// The tickets that a stored response contains, and the documents in it that are about tickets. A caller that may no
/// longer read one of them does not get the response again.
struct ShownTickets: Equatable {
    /// By id: tickets themselves, link targets, and the tickets of comments and attachments.
    var ids: Set<MirroredTicket.ID> = []
    /// By channel and key: parents, and the ticket that a rule was tested on.
    var names: Set<TicketName> = []
    /// Comments that were not internal.
    var comments: Set<Comment.ID> = []
    /// Runs of rules. What they contain concerns their event and all tickets that they mention.
    var runs: Set<RuleRun.ID> = []
    /// Outgoing deliveries. Their payloads are text, whose tickets only the database knows.
    var deliveries: Set<OutgoingDelivery.ID> = []

    /// Finds the tickets in a response document, at any depth.
    init(in document: JSON) { collect(document) }

    private mutating func collect(_ json: JSON) {
        switch json {
        case .array(let elements):
            for element in elements { collect(element) }
        case .object(let members):
            if let key = members["key"]?.stringValue { collectTicket(key, members) }
            if let id = members["id"]?.stringValue { collectDocument(id, members) }
            if let id = members["ticket"]?.stringValue.flatMap({ MirroredTicket.ID($0) }) { ids.insert(id) }
            // The ticket of an operation.
            if let id = members["ticket"]?["id"]?.stringValue.flatMap({ MirroredTicket.ID($0) }) { ids.insert(id) }
            if let ticket = members["ticket"], let name = Self.name(ticket["channel"], ticket["key"]) {
                names.insert(name)
            }
            for (name, value) in members where !Self.trackersOwn.contains(name) { collect(value) }
        default: break
        }
    }

    /// Recognises a ticket by `status_raw`, and a reference to one by `channel` and `title`. Milestones also have a
    /// key, but no channel.
    private mutating func collectTicket(_ key: String, _ members: [String: JSON]) {
        let isReference = members["channel"] != nil && members["title"] != nil
        guard isReference || members["status_raw"] != nil else { return }
        if let id = members["id"]?.stringValue.flatMap({ MirroredTicket.ID($0) }) { ids.insert(id) }
        if let parent = Self.name(members["channel"], members["parent"]) { names.insert(parent) }
    }

    /// Recognises comments, runs and deliveries by the members that they alone have.
    private mutating func collectDocument(_ id: String, _ members: [String: JSON]) {
        if members["thread_id"] != nil, members["internal"] == false, let id = Comment.ID(id) { comments.insert(id) }
        guard members["event"] != nil else { return }
        if members["rule"]?.stringValue != nil, let id = RuleRun.ID(id) { runs.insert(id) }
        if members["subscription"]?.stringValue != nil, let id = OutgoingDelivery.ID(id) { deliveries.insert(id) }
    }

    private static func name(_ channel: JSON?, _ key: JSON?) -> TicketName? {
        guard let channel = channel?.stringValue, let key = key?.stringValue else { return nil }
        return TicketName(channel: channel, key: key)
    }

    /// Members with data from the tracker, which can have any structure.
    private static let trackersOwn: Set<String> = ["remote_data", "custom_fields"]
}

extension ShownTickets {
    /// The kind of the first object that is hidden from the audience now; nil if it may see all of them.
    func hiddenKind(from audience: TicketAudience, in executor: any SQLExecutor) async throws -> String? {
        let tickets = HiddenTickets(executor)
        guard try await tickets.among(Array(ids), from: audience).isEmpty,
            try await !tickets.hidesOne(of: Array(names), from: audience)
        else { return "ticket" }
        if try await tickets.hidesOne(of: Array(comments), from: audience) { return "comment" }
        for id in runs where try await !RuleRunRepository(executor).isVisible(id, to: audience) { return "run" }
        for id in deliveries where try await !OutgoingDeliveryRepository(executor).isVisible(id, to: audience) {
            return "delivery"
        }
        return nil
    }
}

extension StoredResponse {
    /// The tickets that the response contains; nil if it is not a successful JSON response.
    var shownTickets: ShownTickets? {
        guard response.status.kind == .successful, case .bytes(let bytes) = response.body,
            let body = try? JSON(parsing: bytes)
        else {
            return nil
        }
        return ShownTickets(in: body)
    }
}
