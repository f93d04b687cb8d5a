package import Primitives
import Synchronization

/// Changes the fake's data directly, without its API.
extension FakeTrello {
    /// Adds the API key of an application.
    package func addKey(_ key: String) { state.withLock { _ = $0.keys.insert(key) } }

    /// Adds an account.
    /// - Returns: Its id.
    @discardableResult
    package func addAccount(_ username: String, name: String = "", token: String? = nil, tokenMayWrite: Bool = true)
        -> String
    {
        state.withLock { state in
            let account = FakeAccount(id: state.newID(now), username: username, fullName: name)
            state.accounts[account.id] = account
            if let token { state.tokens[token] = account.id }
            if let token, !tokenMayWrite { state.readOnlyTokens.insert(token) }
            return account.id
        }
    }

    /// Adds a board.
    /// - Parameters:
    ///   - lists: The names of its lists, from left to right.
    ///   - members: The roles of logins: `admin`, `normal` or `observer`.
    /// - Returns: Its id.
    package func addBoard(_ name: String, lists: [String], members: KeyValuePairs<String, String>) -> String {
        state.withLock { state in
            var board = FakeBoard(id: state.newID(now), name: name, dateLastActivity: now)
            for (place, list) in lists.enumerated() {
                board.lists.append(FakeList(id: state.newID(now), name: list, pos: Double(place + 1) * 16384))
            }
            board.members = members.compactMap { username, role in
                state.accounts.values.first { $0.username == username }.map { ($0.id, role) }
            }
            state.boards[board.id] = board
            return board.id
        }
    }

    package func shortLink(of board: String) -> String { FakeState.shortLink(board) }

    /// The id of a list.
    package func list(_ name: String, of board: String) -> String {
        state.withLock { state in state.boards[board]?.lists.first { $0.name == name }?.id ?? "" }
    }

    package func archiveList(_ name: String, of board: String) {
        state.withLock { state in
            guard let place = state.boards[board]?.lists.firstIndex(where: { $0.name == name }) else { return }
            state.boards[board]?.lists[place].closed = true
        }
    }

    /// Adds a label. Its name may be empty.
    @discardableResult
    package func addLabel(_ name: String, color: String?, to board: String) -> String {
        state.withLock { state in
            let label = FakeLabel(id: state.newID(now), name: name, color: color)
            state.boards[board]?.labels.append(label)
            return label.id
        }
    }

    /// Sets whether changing a card's labels leaves the time of its last activity unchanged.
    package func setLabelsAreQuiet(_ areQuiet: Bool) { state.withLock { $0.labelsAreQuiet = areQuiet } }

    /// Sets a board's custom fields, in the API's format.
    package func setCustomFields(_ fields: [JSON], of board: String) {
        state.withLock { $0.boards[board]?.customFields = fields }
    }

    /// Sets a card's custom field values and checklists, in the API's format.
    package func set(customFieldItems: [JSON] = [], checklists: [JSON] = [], on number: String, of board: String) {
        change(number, of: board) { card in
            card.customFieldItems = customFieldItems
            card.checklists = checklists
        }
    }

    /// Attaches a link to another site to a card.
    /// - Returns: The attachment's id.
    package func addLink(_ url: String, to number: String, of board: String) -> String {
        let id = state.withLock { $0.newID(now) }
        change(number, of: board) { card in
            card.attachments.append(
                FakeAttachment(id: id, name: url, mimeType: nil, url: url, content: nil, date: now, idMember: id))
        }
        return id
    }

    /// Copies a card with all of its contents, like a user.
    package func copy(_ number: String, of board: String) {
        state.withLock { state in
            let original = state.cards.values.first { $0.idBoard == board && String($0.idShort) == number }
            guard var card = original, let next = state.boards[board]?.nextNumber else { return }
            card.id = state.newID(now)
            card.idShort = next
            state.boards[board]?.nextNumber += 1
            state.cards[card.id] = card
        }
    }

    /// Moves a card to the first list of another board, where it gets another number, like a user.
    package func move(_ number: String, of board: String, to other: String) {
        state.withLock { state in
            let moved = state.cards.values.first { $0.idBoard == board && String($0.idShort) == number }
            guard let card = moved, let target = state.boards[other], let list = target.lists.first else { return }
            state.cards[card.id]?.idBoard = other
            state.cards[card.id]?.idShort = target.nextNumber
            state.cards[card.id]?.idList = list.id
            state.boards[other]?.nextNumber += 1
        }
    }

    /// Makes a webhook report failed deliveries.
    package func failDeliveries(of webhook: String, times: Int64, active: Bool) {
        state.withLock { state in
            state.webhooks[webhook]?.consecutiveFailures = times
            state.webhooks[webhook]?.firstConsecutiveFailDate = now
            state.webhooks[webhook]?.active = active
        }
    }

    /// Whether an account watches a card.
    package func isSubscribed(_ username: String, to number: String, of board: String) -> Bool {
        state.withLock { state in
            let account = state.accounts.values.first { $0.username == username }
            let card = state.cards.values.first { $0.idBoard == board && String($0.idShort) == number }
            return card?.subscribers.contains(account?.id ?? "") ?? false
        }
    }

    /// The raw description of a card, including the marker.
    package func description(of number: String, on board: String) -> String {
        state.withLock { state in
            state.cards.values.first { $0.idBoard == board && String($0.idShort) == number }?.desc ?? ""
        }
    }

    /// Adds cards to a board's first list. Every tenth is archived.
    package func addCards(_ count: Int, to board: String) {
        state.withLock { state in
            guard let list = state.boards[board]?.lists.first?.id, let first = state.boards[board]?.nextNumber else {
                return
            }
            for number in first..<first + Int64(count) {
                var card = FakeCard(
                    id: state.newID(now), idBoard: board, idShort: number, idList: list, name: "Card \(number)",
                    dateLastActivity: now)
                card.closed = number % 10 == 0
                state.cards[card.id] = card
            }
            state.boards[board]?.nextNumber += Int64(count)
        }
    }

    /// Adds cards that are not tickets: a template, a separator and a mirror of another card.
    package func addOddCards(to board: String) {
        for role in [nil, "separator", "mirror"] {
            addCards(1, to: board)
            let number = state.withLock { ($0.boards[board]?.nextNumber ?? 1) - 1 }
            change(String(number), of: board) { card in
                card.isTemplate = role == nil
                card.cardRole = role
            }
        }
    }

    /// Renames a card, like another user.
    package func touch(_ number: String, of board: String, name: String) {
        change(number, of: board) { $0.name = name }
    }

    /// The number of cards on a board, including archived ones.
    package func cardCount(of board: String) -> Int { state.withLock { $0.cards.values.count { $0.idBoard == board } } }

    private func change(_ number: String, of board: String, _ change: (inout FakeCard) -> Void) {
        state.withLock { state in
            guard var card = state.cards.values.first(where: { $0.idBoard == board && String($0.idShort) == number })
            else { return }
            change(&card)
            card.dateLastActivity = now
            state.cards[card.id] = card
        }
    }
}
