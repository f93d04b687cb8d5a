import HTTPTypes
public import Primitives
public import TrackerKit

/// Lists of tickets. Trello lists a board's cards by their making only, newest first, and knows no "changed since". So the times of all cards
/// are read first, which is a call for each thousand, and then the cards that are wanted.
extension TrelloTracker {
    /// Cards, archived ones too, oldest change first. A page may hold more than asked for: see ``TrelloPaging/leastTickets``.
    public func tickets(
        in project: ProjectReference, since: Timestamp?, page: PageToken?, pageSize: Int
    ) async throws -> Page<RemoteTicket> {
        let position = try page.map { try CardPosition($0) }
        let board = try await boardWithLists(project)
        let changes = try await changes(in: project, since: since).filter { change in position.map { change > $0 } ?? true }
        let chosen = changes.sorted().prefix(max(min(pageSize, Self.largestPage), paging.leastTickets, 1))
        let cards = try await cards(Set(chosen.map(\.id)), of: project)
        let tickets = try chosen.compactMap { change in
            guard let card = cards[change.id], card.isTicket else { return nil as RemoteTicket? }
            return try card.ticket(in: project, lists: board.lists, fields: board.customFields)
        }
        return Page(items: tickets, next: chosen.count < changes.count ? chosen.last?.token : nil)
    }

    /// More than this nobody needs in a page.
    private static let largestPage = 1000

    /// Every card, and when it changed last, or only those that changed at or after a moment.
    private func changes(in project: ProjectReference, since: Timestamp?) async throws -> [CardPosition] {
        var changes: [CardPosition] = []
        let acted = try await actions(in: project, since: since)
        for card in try await everyItem(
            in: "cards", pages: { try await cards(of: project, fields: "name,dateLastActivity", limit: paging.indexLimit, page: $0) })
        {
            guard let updatedAt = card.updatedAt else { continue }
            changes.append(CardPosition(changedAt: max(updatedAt, acted[card.id] ?? updatedAt), id: card.id))
        }
        guard let since else { return changes }
        return changes.filter { $0.changedAt >= since }
    }

    /// When the cards were last acted upon since a moment: not every action moves a card's own time, so that nothing gets lost.
    private func actions(in project: ProjectReference, since: Timestamp?) async throws -> [String: Timestamp] {
        guard let since else { return [:] }
        let board = try board(project)
        let actions = try await actions("actions of project \(project.path)") { before in
            let path = board.appending("actions").query([
                "fields": "data,date,type", "member": "false", "memberCreator": "false", "since": (since - .seconds(1)).wholeSeconds,
                "before": before,
                "limit": String(paging.actionLimit),
            ])
            return APICall(.get, path, what: "tickets of \(project.path)")
        }
        var latest: [String: Timestamp] = [:]
        for action in actions {
            guard let card = action.data.cardID else { continue }
            latest[card] = max(latest[card] ?? action.date, action.date)
        }
        return latest
    }

    /// The chosen cards whole, by identifier: few one by one, many with their board. What is gone meanwhile is left out.
    private func cards(_ ids: Set<String>, of project: ProjectReference) async throws -> [String: Trello.Card] {
        var found: [String: Trello.Card] = [:]
        if ids.count <= paging.singleReads {
            for id in ids { found[id] = try await cardIfFound(id) }
            return found
        }
        let pages: (PageToken?) async throws -> Page<Trello.Card> = { page in
            try await cards(of: project, fields: "all", limit: paging.cardLimit, page: page)
        }
        _ = try await firstFound(in: "cards", pages: pages) { cards -> Bool? in
            for card in cards where ids.contains(card.id) { found[card.id] = card }
            return found.count < ids.count ? nil : true
        }
        return found
    }

    private func cardIfFound(_ id: String) async throws -> Trello.Card? {
        do {
            return try await card(id: id, what: "ticket")
        } catch TrackerError.notFound {
            return nil
        }
    }

    /// One page of a board's cards, newest first; the token of the next one is the identifier before which it begins
    /// ([paging](https://developer.atlassian.com/cloud/trello/guides/rest-api/api-introduction/#paging)).
    /// - Parameter fields: `all` reads what belongs to the cards along.
    func cards(of project: ProjectReference, fields: String, limit: Int, page: PageToken?) async throws -> Page<Trello.Card> {
        let isWhole = fields == "all" ? "true" : nil
        let path = try board(project).appending("cards").query([
            "filter": "all", "fields": fields, "limit": String(limit), "before": page?.text, "members": isWhole,
            "member_fields": isWhole.map { _ in Self.memberFields }, "checklists": isWhole.map { _ in "all" }, "customFieldItems": isWhole,
        ])
        let cards = try await client.objects(APICall(.get, path, what: "tickets of \(project.path)")).map { try Trello.Card($0) }
        return Page(items: cards, next: cards.count < limit ? nil : cards.map(\.id).min().map(PageToken.init))
    }
}
