import FakeTrackerKit
import HTTPKit
import Primitives

extension FakeState {
    mutating func createComment(_ call: FakeCall) throws(FakeFailure) -> Response {
        var card = try card(call)
        guard let text = try call.text("text"), !text.isEmpty else { throw .invalid("text") }
        card.dateLastActivity = call.now
        cards[card.id] = card
        log("commentCard", of: card, by: call, data: ["text": .string(text)])
        return .object(json(actions[actions.count - 1]))
    }

    func readAction(_ call: FakeCall) throws(FakeFailure) -> Response { .object(json(actions[try place(call)])) }

    mutating func changeComment(_ call: FakeCall) throws(FakeFailure) -> Response {
        let place = try ownComment(call)
        guard let text = try call.text("text"), !text.isEmpty else { throw .invalid("text") }
        actions[place].data["text"] = .string(text)
        actions[place].data["dateLastEdited"] = JSON(time: call.now)
        touch(actions[place], call)
        return .object(json(actions[place]))
    }

    mutating func deleteComment(_ call: FakeCall) throws(FakeFailure) -> Response {
        let place = try ownComment(call)
        touch(actions[place], call)
        actions.remove(at: place)
        return .object(["_value": .null])
    }

    private mutating func touch(_ action: FakeAction, _ call: FakeCall) {
        if let id = action.idCard { cards[id]?.dateLastActivity = call.now }
    }

    private func place(_ call: FakeCall) throws(FakeFailure) -> Int {
        guard call[0].isObjectID else { throw .invalidID }
        guard let place = actions.firstIndex(where: { $0.id == call[0] }) else { throw .notFound }
        return place
    }

    private func ownComment(_ call: FakeCall) throws(FakeFailure) -> Int {
        let place = try place(call)
        guard actions[place].type == "commentCard", actions[place].account.id == call.account?.id else {
            throw .noPermission
        }
        return place
    }
}
