import HTTPTypes
import HTTPKit
package import Primitives
package import TrackerKit

/// Lists of tickets. Trello lists a board's cards only by creation, newest first, and can't filter by last change. So
/// the times of all cards are read first, with one call per thousand, and then the required cards.
extension TrelloTracker {
    /// Cards, including archived ones, ordered by last change, oldest first. A page may contain more than `pageSize`:
    /// see ``TrelloPaging/leastTickets``.
    package func tickets(
        in project: ProjectReference, since: Timestamp?, page: PageToken?, pageSize: Int
    ) async throws -> Page<Ticket> {
        let position = try page.map { try CardPosition($0) }
        let board = try await boardWithLists(project)
        let index = try await changes(in: project, since: since)
        let changes = index.items.filter { change in position.map { change > $0 } ?? true }
        let chosen = changes.sorted().prefix(max(min(pageSize, Self.largestPage), paging.leastTickets, 1))
        let cards = try await cards(Set(chosen.map(\.id)), of: project)
        var result = Page<Ticket>(items: [], next: chosen.count < changes.count ? chosen.last?.token : nil)
        // Cards that could not be read for the index have no position in the list, so its first page reports them.
        result.skipped = position == nil ? index.skipped : []
        for change in chosen {
            switch cards[change.id] {
            case .whole(let card)?:
                // A card may be moved to another board after the list was read; its number belongs to that board then.
                guard card.isTicket, card.isOn(project) || !card.namesBoard else { continue }
                if let ticket = try? card.ticket(in: project, lists: board.lists, fields: board.customFields) {
                    result.items.append(ticket)
                } else {
                    let reason = "card.idShort is missing, not a number"
                    result.skipped.append(SkippedRow(key: card.idShort ?? card.id, remoteID: card.id, reason: reason))
                }
            case .unreadable(let reason)?:
                result.skipped.append(SkippedRow(key: change.id, remoteID: change.id, reason: reason))
            case nil: continue
            }
        }
        return result
    }

    /// The result of reading a card.
    private enum CardReading {
        case whole(Trello.Card)
        case unreadable(String)
    }

    /// The maximum page size.
    private static let largestPage = 1000

    /// All cards with the time of their last change; only those changed at or after `since`, if given.
    private func changes(in project: ProjectReference, since: Timestamp?) async throws -> Page<CardPosition> {
        let acted = try await actions(in: project, since: since)
        let pages: (PageToken?) async throws -> Page<Trello.Card> = { page in
            try await cards(of: project, fields: "name,dateLastActivity", limit: paging.indexLimit, page: page)
        }
        let (listed, unread) = try await everyRow(in: "cards", pages: pages)
        var changes = Page<CardPosition>(items: [], next: nil)
        changes.skipped = unread
        for card in listed {
            // Positions are encoded as text, in which other IDs are not valid.
            guard card.id.isTrelloID, let updatedAt = card.updatedAt else {
                changes.skipped.append(
                    SkippedRow(key: card.id, remoteID: card.id, reason: "card.id is not a Trello identifier"))
                continue
            }
            let position = CardPosition(changedAt: max(updatedAt, acted[card.id] ?? updatedAt), id: card.id)
            if since.map({ position.changedAt >= $0 }) ?? true { changes.items.append(position) }
        }
        return changes
    }

    /// The times of the cards' latest actions since a moment. Not every action updates the card's own time, so both are
    /// needed to find every change.
    private func actions(in project: ProjectReference, since: Timestamp?) async throws -> [String: Timestamp] {
        guard let since else { return [:] }
        let board = try board(project)
        let actions = try await actions("actions of project \(project.path)", in: project) { range in
            let path = board.appending("actions").query([
                "fields": "data,date,type", "member": "false", "memberCreator": "false",
                "since": range.since ?? (since - .seconds(1)).wholeSeconds,
                "before": range.before,
                "limit": String(range.limit),
            ])
            return APICall(.get, path, what: "tickets of \(project.path)")
        }
        var latest: [String: Timestamp] = [:]
        for action in actions.items where !action.lacksTimes {
            guard let card = action.data.cardID else { continue }
            latest[card] = max(latest[card] ?? action.date, action.date)
        }
        return latest
    }

    /// Reads the chosen cards with all fields, by ID, or the reason why one can't be decoded: a few of them one by one,
    /// many together with the board. Cards deleted in the meantime are omitted.
    private func cards(_ ids: Set<String>, of project: ProjectReference) async throws -> [String: CardReading] {
        var found: [String: CardReading] = [:]
        if ids.count > paging.singleReads {
            let pages: (PageToken?) async throws -> Page<Trello.Card> = { page in
                try await cards(of: project, fields: "all", limit: paging.cardLimit, page: page, known: ids)
            }
            do {
                _ = try await firstFound(in: "cards", pages: pages) { cards -> Bool? in
                    for card in cards where ids.contains(card.id) { found[card.id] = .whole(card) }
                    return found.count < ids.count ? nil : true
                }
            } catch TrackerError.unreachable(let error) where error.kind == .responseTooLarge {
                // A single card exceeds the size limit of responses.
            } catch TrackerError.malformedResponse {
                // Cards make their pages invalid JSON, or the server fails on them.
            }
        }
        // Those that the list does not contain, or that could not be read in it.
        var isBoardTested = false
        for id in ids where found[id] == nil {
            do {
                found[id] = try await cardIfFound(id)
            } catch let error as TrackerError {
                guard let reason = error.reasonOfOneCard else { throw error }
                // The first failure may be that of the server or the token, which the board then shares. Otherwise it
                // is the card's own, which must not block the rest of the board.
                if !isBoardTested { _ = try await boardWithLists(project) }
                isBoardTested = true
                found[id] = .unreadable(reason)
            }
        }
        return found
    }

    /// Reads a card on which the server fails in a list; nil if it was deleted. The server is known to be up.
    private func readingAlone(_ id: String) async throws -> CardReading? {
        do {
            return try await cardIfFound(id)
        } catch let error as TrackerError {
            guard let reason = error.reasonOfOneCard else { throw error }
            return .unreadable(reason)
        }
    }

    private func cardIfFound(_ id: String) async throws -> CardReading? {
        do {
            return .whole(try await card(id: id, what: "ticket"))
        } catch TrackerError.notFound {
            return nil
        } catch TrackerError.malformedResponse(let detail) {
            return .unreadable(detail)
        } catch TrackerError.unreachable(let error) where error.kind == .responseTooLarge {
            return .unreadable("the card exceeds the maximum response size")
        }
    }

    /// A page of a board's cards, newest first. The token of the next page is the ID before which it begins
    /// ([paging](https://developer.atlassian.com/cloud/trello/guides/rest-api/api-introduction/#paging)).
    ///
    /// A card on which the server fails in the list is read alone, and skipped if that fails too.
    /// - Parameters:
    ///   - fields: `all` also reads the cards' members, checklists and custom fields.
    ///   - known: IDs of cards that may be on the page.
    func cards(
        of project: ProjectReference, fields: String, limit: Int, page: PageToken?, known: Set<String> = []
    ) async throws -> Page<Trello.Card> {
        let isWhole = fields == "all" ? "true" : nil
        let board = try board(project)
        let found = try await client.objects(
            limit, page: page, known: known, probe: { _ = try await boardWithLists(project) }
        ) { range in
            let path = board.appending("cards").query([
                "filter": "all", "fields": fields, "limit": String(range.limit), "before": range.before,
                "since": range.since, "members": isWhole,
                "member_fields": isWhole.map { _ in Self.memberFields }, "checklists": isWhole.map { _ in "all" },
                "customFieldItems": isWhole,
            ])
            return APICall(.get, path, what: "tickets of \(project.path)")
        }
        let rows = found.page
        var cards = try rows.reading("idShort", "id") { try Trello.Card($0) }
        if let id = found.failed {
            switch try await readingAlone(id) {
            case .whole(let card)?:
                if card.isOn(project) { cards.items.append(card) }
                cards.skipped = []
            case nil: cards.skipped = []
            case .unreadable?: break
            }
        }
        cards.next =
            rows.rowCount < found.limit || rows.next != nil
            ? rows.next : rows.items.compactMap { $0.string("id") }.filter(\.isTrelloID).min().map(found.token)
        return cards
    }
}

extension TrackerError {
    /// The reason to skip a card, if the cause may be the card alone; nil for anything that concerns every call.
    fileprivate var reasonOfOneCard: String? {
        switch self {
        case .upstream(let failure), .invalid(_, let failure), .conflict(let failure), .forbidden(let failure),
            .unauthorized(let failure):
            failure.status > 0 ? "the server responds with \(failure.status)" : nil
        case .unreachable(let error) where error.kind == .timeout || error.kind == .connectionLost:
            "the server did not respond"
        case .unreachable, .capabilityMissing, .notFound, .rateLimited, .malformedResponse, .projectReplaced: nil
        }
    }
}
