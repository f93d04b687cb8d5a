import FakeTrackerKit
import HTTPKit
import Primitives

extension FakeState {
    func readMember(_ call: FakeCall) throws(FakeFailure) -> Response {
        .object(try account(call[0], call).json.only(call.fields))
    }

    func listMemberships(_ call: FakeCall) throws(FakeFailure) -> Response {
        let board = try board(call)
        let withAccounts = try call.bool("member") == true
        let fields = call.string("member_fields").map { Set($0.split(separator: ",").map(String.init)) }
        return .object(
            .array(
                board.members.map { member in
                    let json: JSON = [
                        "id": .string(member.id), "idMember": .string(member.id), "memberType": .string(member.role),
                        "unconfirmed": false,
                        "deactivated": false,
                    ]
                    guard withAccounts, let account = accounts[member.id] else { return json }
                    return json.adding("member", account.json.only(fields))
                }))
    }

    func listMembers(_ call: FakeCall) throws(FakeFailure) -> Response {
        let members = try board(call).members.compactMap { accounts[$0.id]?.json.only(call.fields) }
        return .object(.array(members))
    }

    mutating func addMember(_ call: FakeCall) throws(FakeFailure) -> Response {
        let board = try board(call)
        guard let role = call.string("type"), ["admin", "normal", "observer"].contains(role) else {
            throw .invalid("type")
        }
        let account = try account(call[1], call)
        if let place = board.members.firstIndex(where: { $0.id == account.id }) {
            boards[board.id]?.members[place].role = role
        } else {
            boards[board.id]?.members.append((account.id, role))
        }
        return .object(["id": .string(board.id), "members": [], "memberships": []])
    }

    mutating func removeMember(_ call: FakeCall) throws(FakeFailure) -> Response {
        let board = try board(call)
        let account = try account(call[1], call)
        guard board.members.contains(where: { $0.id == account.id }) else {
            throw FakeFailure(400, "member not found on board")
        }
        boards[board.id]?.members.removeAll { $0.id == account.id }
        for id in cards.keys where cards[id]?.idBoard == board.id {
            cards[id]?.idMembers.removeAll { $0 == account.id }
        }
        return .object(board.json)
    }
}
