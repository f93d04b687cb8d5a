import FakeTrackerKit
import HTTPKit
import Primitives

extension FakeState {
    private static let colors: Set<String> = [
        "yellow", "purple", "blue", "red", "green", "orange", "black", "sky", "pink", "lime",
    ]

    func listLabels(_ call: FakeCall) throws(FakeFailure) -> Response {
        let board = try board(call)
        let limit = try call.number("limit", default: 50, upTo: 1000)
        return .object(.array(board.labels.prefix(limit).map { $0.json(board.id).only(call.fields) }))
    }

    mutating func createLabel(_ call: FakeCall) throws(FakeFailure) -> Response {
        guard let idBoard = call.string("idBoard"), idBoard.isObjectID else { throw .invalid("idBoard") }
        let board = try board(idBoard, call)
        guard let name = try call.text("name") else { throw .invalid("name") }
        guard call.names("color") else { throw .invalid("color") }
        let label = FakeLabel(id: newID(call.now), name: name, color: try color(call))
        boards[board.id]?.labels.append(label)
        return .object(label.json(board.id))
    }

    mutating func changeLabel(_ call: FakeCall) throws(FakeFailure) -> Response {
        let (board, place) = try place(call)
        guard var label = boards[board]?.labels[place] else { throw .notFound }
        if let name = try call.text("name") { label.name = name }
        if call.names("color") { label.color = try color(call) }
        boards[board]?.labels[place] = label
        return .object(label.json(board))
    }

    mutating func deleteLabel(_ call: FakeCall) throws(FakeFailure) -> Response {
        let (board, place) = try place(call)
        boards[board]?.labels.remove(at: place)
        for id in cards.keys { cards[id]?.idLabels.removeAll { $0 == call[0] } }
        return .object(["limits": [:]])
    }

    private func color(_ call: FakeCall) throws(FakeFailure) -> String? {
        guard let name = call.string("color"), name != "null", !name.isEmpty else { return nil }
        guard Self.colors.contains(name) else { throw .invalid("color") }
        return name
    }

    private func place(_ call: FakeCall) throws(FakeFailure) -> (board: String, place: Int) {
        guard call[0].isObjectID else { throw .invalidID }
        for board in boards.values {
            guard let place = board.labels.firstIndex(where: { $0.id == call[0] }) else { continue }
            _ = try self.board(board.id, call)
            return (board.id, place)
        }
        throw .notFound
    }
}
