import HTTPTypes
package import Primitives
package import TrackerKit

extension TrelloTracker {
    /// - Parameter key: the card's number on the board.
    package func ticket(_ key: String, in project: ProjectReference) async throws -> Ticket {
        try await ticket(of: try await card(key, in: project), in: project)
    }

    /// The card's ID, which every call requires except the board's own path to the card.
    func cardID(_ key: String, in project: ProjectReference) async throws -> String {
        guard key.isNumber else { throw TrackerError.notFound(what: "ticket \(key)") }
        let call = APICall(.get, try board(project).appending("cards", key), what: "ticket \(key)")
        let card = try Trello.Card(try await client.object(call))
        guard card.id.isTrelloID, card.idShort == key, card.isTicket, card.isOn(project) else {
            throw TrackerError.notFound(what: "ticket \(key)")
        }
        return card.id
    }

    /// Reads a card with all fields that a ticket contains.
    func card(_ key: String, in project: ProjectReference) async throws -> Trello.Card {
        let card = try await card(id: try await cardID(key, in: project), what: "ticket \(key)")
        // It may have been moved to another board between the two calls.
        guard card.isOn(project) else { throw TrackerError.notFound(what: "ticket \(key)") }
        return card
    }

    /// Reads a card by its ID.
    func card(id: String, what: String) async throws -> Trello.Card {
        let path = APIPath("cards", id).query([
            "fields": "all", "list": "true", "members": "true", "member_fields": Self.memberFields, "checklists": "all",
            "customFieldItems": "true",
        ])
        return try Trello.Card(try await client.object(APICall(.get, path, what: what)))
    }

    /// Converts a card to a ticket. If it has custom fields, looks up their names.
    func ticket(of card: Trello.Card, in project: ProjectReference) async throws -> Ticket {
        guard !card.customFieldItems.isEmpty else { return try card.ticket(in: project) }
        let call = APICall(.get, try board(project).appending("customFields"), what: "project \(project.path)")
        return try card.ticket(
            in: project, fields: try await client.objects(call).reading("id") { try Trello.CustomField($0) }.items)
    }

    /// Searches the cards created since then, newest first, for the marker in the description. If several contain it,
    /// the oldest is returned: copying a card copies the marker too.
    package func findTicket(marked marker: CreationMarker, in project: ProjectReference, since: Timestamp) async throws
        -> Ticket?
    {
        // One second of tolerance, since the times in IDs are whole seconds.
        let start = since - .seconds(1)
        let pages: (PageToken?) async throws -> Page<Trello.Card> = { page in
            try await cards(of: project, fields: "name,desc,idShort", limit: paging.cardLimit, page: page)
        }
        var found: Trello.Card?
        _ = try await firstFound(in: "cards", pages: pages) { cards -> Bool? in
            let young = cards.filter { ($0.createdAt ?? start) >= start }
            let marked = young.filter { Trello.Marker.split($0.desc).marker == marker }
            found = (marked + (found.map { [$0] } ?? [])).min { $0.id < $1.id }
            return young.count == cards.count ? nil : true
        }
        guard let found else { return nil }
        let card = try await card(id: found.id, what: "ticket")
        return card.isOn(project) ? try await ticket(of: card, in: project) : nil
    }

    /// Deletes a card permanently.
    package func deleteTicket(_ key: String, in project: ProjectReference) async throws {
        let id = try await cardID(key, in: project)
        try await client.send(APICall(.delete, APIPath("cards", id), what: "ticket \(key)"))
    }

    /// Subscribes the token's account to a card, or unsubscribes it.
    package func setSubscribed(_ subscribed: Bool, to key: String, in project: ProjectReference) async throws {
        let id = try await cardID(key, in: project)
        try await client.send(
            APICall(.put, APIPath("cards", id), body: ["subscribed": .bool(subscribed)], what: "ticket \(key)"))
    }
}

extension Trello.Card {
    /// Whether the card is on the channel's board. If a card is moved to another board, it keeps its ID, but not its
    /// number. Assumed to be true if the card's response or the channel does not contain the board's ID.
    func isOn(_ project: ProjectReference) -> Bool {
        guard let idBoard, let board = project.remoteID ?? (project.path.isTrelloID ? project.path : nil) else {
            return true
        }
        return idBoard == board
    }

    /// Whether its response contains the ID of a board, and not something else in its place.
    var namesBoard: Bool { idBoard?.isTrelloID ?? false }
}
