import FakeTrackerKit
import HTTPKit
import Primitives

extension FakeState {
    /// The parameters for reading a card.
    static let cardParameters: Set<String> = ["fields", "members", "member_fields", "checklists", "customFieldItems"]
    /// The parameters for creating a card.
    static let creationParameters: Set<String> = [
        "name", "desc", "pos", "due", "start", "dueComplete", "idList", "idMembers", "idLabels", "urlSource",
        "mimeType", "idCardSource",
        "keepFromSource",
    ]
    /// The parameters for updating a card.
    static let changeParameters: Set<String> = [
        "name", "desc", "closed", "idMembers", "idList", "idLabels", "idBoard", "pos", "due", "start", "dueComplete",
        "subscribed",
    ]

    func listCards(_ call: FakeCall) throws(FakeFailure) -> Response {
        let board = try board(call)
        let filter = call.string("filter") ?? "visible"
        guard ["all", "open", "closed", "visible"].contains(filter) else { throw .invalid("filter") }
        let rows = cards.values.filter {
            $0.idBoard == board.id && (filter == "all" || (filter == "closed") == $0.closed)
        }
        let page = try page(of: Array(rows), call, standard: 1000, id: \.id, date: \.dateLastActivity)
        var list: [JSON] = []
        for card in page { list.append(try json(card, call)) }
        return .object(.array(list))
    }

    func readCardByNumber(_ call: FakeCall) throws(FakeFailure) -> Response {
        let board = try board(call)
        guard let number = Int64(call[1]) else { throw .invalidID }
        guard let card = cards.values.first(where: { $0.idBoard == board.id && $0.idShort == number }) else {
            throw FakeFailure(404, "card not found")
        }
        return .object(try json(card, call))
    }

    func readCard(_ call: FakeCall) throws(FakeFailure) -> Response { .object(try json(try card(call), call)) }

    mutating func createCard(_ call: FakeCall) throws(FakeFailure) -> Response {
        guard let idList = call.string("idList"), idList.isObjectID else { throw .invalid("idList") }
        guard let board = boards.values.first(where: { $0.lists.contains { $0.id == idList } }) else {
            throw FakeFailure(404, "could not find the board that the card belongs to")
        }
        _ = try self.board(board.id, call)
        var card = FakeCard(
            id: newID(call.now), idBoard: board.id, idShort: board.nextNumber, idList: idList, name: "",
            dateLastActivity: call.now)
        try apply(call, to: &card)
        boards[board.id]?.nextNumber += 1
        cards[card.id] = card
        log("createCard", of: card, by: call, data: ["list": try list(idList, of: board)])
        return .object(try json(card, call))
    }

    mutating func changeCard(_ call: FakeCall) throws(FakeFailure) -> Response {
        let before = try card(call)
        var card = before
        try apply(call, to: &card)
        card.dateLastActivity = call.now
        cards[card.id] = card
        log(from: before, to: card, by: call)
        return .object(try json(card, call))
    }

    mutating func deleteCard(_ call: FakeCall) throws(FakeFailure) -> Response {
        let card = try card(call)
        cards[card.id] = nil
        log("deleteCard", of: card, by: call, data: [:])
        return .object(["limits": [:]])
    }

    mutating func addLabelToCard(_ call: FakeCall) throws(FakeFailure) -> Response {
        var card = try card(call)
        guard let id = call.string("value"), id.isObjectID,
            boards[card.idBoard]?.labels.contains(where: { $0.id == id }) == true
        else {
            throw .invalid("value")
        }
        guard !card.idLabels.contains(id) else { throw FakeFailure(400, "that label is already on the card") }
        card.idLabels.append(id)
        storeLabels(of: card, as: "addLabelToCard", label: id, by: call)
        return .object(JSON(card.idLabels))
    }

    mutating func removeLabelFromCard(_ call: FakeCall) throws(FakeFailure) -> Response {
        var card = try card(call)
        guard call[1].isObjectID else { throw .invalidID }
        guard card.idLabels.contains(call[1]) else { throw .notFound }
        card.idLabels.removeAll { $0 == call[1] }
        storeLabels(of: card, as: "removeLabelFromCard", label: call[1], by: call)
        return .object(["_value": .null])
    }

    private mutating func storeLabels(of card: FakeCard, as type: String, label: String, by call: FakeCall) {
        var card = card
        if !labelsAreQuiet { card.dateLastActivity = call.now }
        cards[card.id] = card
        log(type, of: card, by: call, data: ["label": ["id": .string(label)]])
    }

    private func list(_ id: String, of board: FakeBoard) throws(FakeFailure) -> JSON {
        guard let list = board.lists.first(where: { $0.id == id }) else { throw .invalid("idList") }
        return ["id": .string(list.id), "name": .string(list.name)]
    }
}
