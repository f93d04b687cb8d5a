import FakeTrackerKit
import HTTPKit
import Primitives

extension FakeState {
    func readBoard(_ call: FakeCall) throws(FakeFailure) -> Response {
        let board = try board(call)
        var json = board.json.only(call.fields)
        if call.string("lists") == "all" {
            let fields = call.string("list_fields").map { Set($0.split(separator: ",").map(String.init)) }
            json = json.adding("lists", .array(board.lists.map { $0.json.only(fields) }))
        }
        if try call.bool("customFields") == true { json = json.adding("customFields", .array(board.customFields)) }
        return .object(json)
    }

    func listLists(_ call: FakeCall) throws(FakeFailure) -> Response {
        let board = try board(call)
        let filter = call.string("filter") ?? "open"
        let lists = board.lists.filter { filter == "all" || (filter == "closed") == $0.closed }
        return .object(.array(lists.map { $0.json.adding("idBoard", .string(board.id)).only(call.fields) }))
    }

    func readList(_ call: FakeCall) throws(FakeFailure) -> Response {
        guard call[0].isObjectID else { throw .invalidID }
        for board in boards.values {
            guard let list = board.lists.first(where: { $0.id == call[0] }) else { continue }
            _ = try self.board(board.id, call)
            return .object(list.json.adding("idBoard", .string(board.id)).only(call.fields))
        }
        throw .notFound
    }

    func listBoards(_ call: FakeCall) throws(FakeFailure) -> Response {
        let account = try account(call[0], call)
        let all = call.string("filter") ?? "all"
        let visible = boards.values.filter { board in
            board.members.contains { $0.id == account.id } && (all == "all" || (all == "closed") == board.closed)
        }
        return .object(.array(visible.sorted { $0.id < $1.id }.map { $0.json.only(call.fields) }))
    }

    /// The parameters of lists of actions.
    static let actionParameters: Set<String> = [
        "filter", "fields", "limit", "before", "since", "page", "member", "member_fields", "memberCreator",
        "memberCreator_fields",
    ]

    func listBoardActions(_ call: FakeCall) throws(FakeFailure) -> Response {
        let board = try board(call)
        return try list(actions.filter { $0.idBoard == board.id }, call)
    }

    func listCardActions(_ call: FakeCall) throws(FakeFailure) -> Response {
        let card = try card(call)
        return try list(actions.filter { $0.idCard == card.id }, call)
    }

    private func list(_ rows: [FakeAction], _ call: FakeCall) throws(FakeFailure) -> Response {
        let types = call.string("filter").map { Set($0.split(separator: ",").map(String.init)) }
        let wanted = rows.filter { row in types.map { !$0.isDisjoint(with: row.names) } ?? true }
        let page = try page(of: wanted, call, standard: 50, id: \.id, date: \.date)
        let hidesCreator = try call.bool("memberCreator") == false
        return .object(
            .array(
                page.map { action in
                    let whole = json(action).only(call.fields.map { $0.union(["memberCreator"]) })
                    return hidesCreator
                        ? .object((whole.objectValue ?? [:]).filter { $0.key != "memberCreator" }) : whole
                }))
    }
}
