import Primitives

extension FakeState {
    /// Applies a call's arguments to a card.
    func apply(_ call: FakeCall, to card: inout FakeCard) throws(FakeFailure) {
        try applyTexts(call, to: &card)
        try applyMarks(call, to: &card)
        try applyReferences(call, to: &card)
        if call.names("due") {
            let text = call.string("due") ?? ""
            let time = Timestamp(text)
            guard time != nil || text.isEmpty || text == "null" else { throw .invalid("due") }
            card.due = time.map { Timestamp(microseconds: $0.microseconds / 1000 * 1000) }
        }
    }

    private func applyTexts(_ call: FakeCall, to card: inout FakeCard) throws(FakeFailure) {
        if let name = try call.text("name") {
            guard !name.isEmpty else { throw .invalid("name") }
            card.name = name
        }
        if let desc = try call.text("desc") { card.desc = desc }
    }

    private func applyMarks(_ call: FakeCall, to card: inout FakeCard) throws(FakeFailure) {
        if let closed = try call.bool("closed"), closed != card.closed {
            card.closed = closed
            card.dateClosed = closed ? call.now : nil
        }
        if let complete = try call.bool("dueComplete"), complete != card.dueComplete {
            card.dueComplete = complete
            card.dateCompleted = complete ? call.now : nil
        }
        if let subscribed = try call.bool("subscribed"), let account = call.account {
            if subscribed { card.subscribers.insert(account.id) } else { card.subscribers.remove(account.id) }
        }
    }

    private func applyReferences(_ call: FakeCall, to card: inout FakeCard) throws(FakeFailure) {
        let board = boards[card.idBoard]
        if let list = call.string("idList") {
            guard list.isObjectID, board?.lists.contains(where: { $0.id == list }) == true else {
                throw .invalid("idList")
            }
            card.idList = list
        }
        if let members = try call.identifiers("idMembers") {
            guard members.allSatisfy({ id in board?.members.contains { $0.id == id } == true }) else {
                throw .invalid("idMembers")
            }
            card.idMembers = members
        }
        if let labels = try call.identifiers("idLabels") {
            guard labels.allSatisfy({ id in board?.labels.contains { $0.id == id } == true }) else {
                throw .invalid("idLabels")
            }
            card.idLabels = labels
        }
    }

    /// Records an action on a card.
    mutating func log(_ type: String, of card: FakeCard, by call: FakeCall, data: [String: JSON]) {
        guard let account = call.account else { return }
        var short: [String: JSON] = [
            "id": .string(card.id), "idShort": .integer(card.idShort), "shortLink": .string(card.shortLink),
        ]
        if type != "deleteCard" { short["name"] = .string(card.name) }
        boards[card.idBoard]?.dateLastActivity = call.now
        actions.append(
            FakeAction(
                id: newID(call.now), type: type, date: call.now, account: account, idBoard: card.idBoard,
                idCard: card.id, data: data,
                card: .object(short)))
    }

    /// Records a separate action for each changed field of a card, like Trello.
    mutating func log(from before: FakeCard, to after: FakeCard, by call: FakeCall) {
        let changes: [(String, JSON, Bool)] = [
            ("name", .string(before.name), before.name != after.name),
            ("desc", .string(before.desc), before.desc != after.desc),
            ("idList", .string(before.idList), before.idList != after.idList),
            ("closed", .bool(before.closed), before.closed != after.closed),
            ("dueComplete", .bool(before.dueComplete), before.dueComplete != after.dueComplete),
            ("due", JSON(time: before.due), before.due != after.due),
        ]
        for (field, old, isChanged) in changes where isChanged {
            var data: [String: JSON] = ["old": [field: old]]
            if field == "idList" {
                data["listBefore"] = short(before.idList, of: before.idBoard)
                data["listAfter"] = short(after.idList, of: after.idBoard)
            }
            log("updateCard", of: after, by: call, data: data)
        }
    }

    /// A list inside an action.
    private func short(_ list: String, of board: String) -> JSON {
        let found = boards[board]?.lists.first { $0.id == list }
        return ["id": .string(list), "name": JSON(found?.name)]
    }
}
