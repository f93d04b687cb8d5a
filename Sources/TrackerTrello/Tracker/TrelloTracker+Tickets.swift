import HTTPTypes
package import Primitives
package import TrackerKit

extension TrelloTracker {
    /// One card by its number on the board.
    package func ticket(_ key: String, in project: ProjectReference) async throws -> RemoteTicket {
        try await ticket(of: try await card(key, in: project), in: project)
    }

    /// The identifier of a card, which everything but a board's own path to it wants.
    func cardID(_ key: String, in project: ProjectReference) async throws -> String {
        guard key.isNumber else { throw TrackerError.notFound(what: "ticket \(key)") }
        let call = APICall(.get, try board(project).appending("cards", key), what: "ticket \(key)")
        let card = try Trello.Card(try await client.object(call))
        guard card.id.isTrelloID, card.idShort == key, card.isTicket, card.isOn(project) else {
            throw TrackerError.notFound(what: "ticket \(key)")
        }
        return card.id
    }

    /// A card with all that a ticket shows of it.
    func card(_ key: String, in project: ProjectReference) async throws -> Trello.Card {
        let card = try await card(id: try await cardID(key, in: project), what: "ticket \(key)")
        // It may have been moved to another board between the two calls.
        guard card.isOn(project) else { throw TrackerError.notFound(what: "ticket \(key)") }
        return card
    }

    /// A card by its identifier.
    func card(id: String, what: String) async throws -> Trello.Card {
        let path = APIPath("cards", id).query([
            "fields": "all", "list": "true", "members": "true", "member_fields": Self.memberFields, "checklists": "all",
            "customFieldItems": "true",
        ])
        return try Trello.Card(try await client.object(APICall(.get, path, what: what)))
    }

    /// The neutral ticket of a card; the names of its custom fields are looked up where it has any.
    func ticket(of card: Trello.Card, in project: ProjectReference) async throws -> RemoteTicket {
        guard !card.customFieldItems.isEmpty else { return try card.ticket(in: project) }
        let call = APICall(.get, try board(project).appending("customFields"), what: "project \(project.path)")
        return try card.ticket(
            in: project, fields: try await client.objects(call).reading("id") { try Trello.CustomField($0) }.items)
    }

    /// Looks through the cards that were made since, newest first, for the marker in the description. Of several that
    /// carry it the oldest counts: a copy of a card copies the marker too.
    package func findTicket(marked marker: CreationMarker, in project: ProjectReference, since: Timestamp) async throws
        -> RemoteTicket?
    {
        // Identifiers tell whole seconds.
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
        return try await ticket(of: try await card(id: found.id, what: "ticket"), in: project)
    }

    /// Deletes a card for good.
    package func deleteTicket(_ key: String, in project: ProjectReference) async throws {
        let id = try await cardID(key, in: project)
        try await client.send(APICall(.delete, APIPath("cards", id), what: "ticket \(key)"))
    }

    /// Has the token's account watch a card, or ends that.
    package func setSubscribed(_ subscribed: Bool, to key: String, in project: ProjectReference) async throws {
        let id = try await cardID(key, in: project)
        try await client.send(
            APICall(.put, APIPath("cards", id), body: ["subscribed": .bool(subscribed)], what: "ticket \(key)"))
    }
}

extension Trello.Card {
    /// Whether it is on the channel's board. A card keeps its identifier, not its number, when it is moved to another
    /// board. Where a card does not name its board, or the board's identifier is not known, the call's own path has to
    /// do.
    func isOn(_ project: ProjectReference) -> Bool {
        guard let idBoard, let board = project.remoteID ?? (project.path.isTrelloID ? project.path : nil) else {
            return true
        }
        return idBoard == board
    }
}
