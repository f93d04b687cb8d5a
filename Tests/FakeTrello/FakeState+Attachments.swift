import FakeTrackerKit
import HTTPKit
import HTTPTypes
import Primitives

extension FakeState {
    func listAttachments(_ call: FakeCall) throws(FakeFailure) -> Response {
        .object(.array(try card(call).attachments.map(\.json)))
    }

    func readAttachment(_ call: FakeCall) throws(FakeFailure) -> Response { .object(try attachment(call).json) }

    mutating func addAttachment(_ call: FakeCall) throws(FakeFailure) -> Response {
        var card = try card(call)
        guard let account = call.account else { throw .invalidToken }
        let id = newID(call.now)
        guard call.file != nil || call.string("url") != nil else {
            throw FakeFailure(400, "Must provide either url or file")
        }
        let name = call.string("name") ?? call.file?.filename ?? call.string("url") ?? ""
        guard name.utf16.count <= 256 else { throw .invalid("name") }
        var attachment = FakeAttachment(
            id: id, name: name, mimeType: call.string("mimeType") ?? call.file?.contentType,
            url: call.string("url") ?? "",
            content: call.file?.content, date: call.now, idMember: account.id)
        if call.file != nil {
            attachment.url = "https://trello.com/1/cards/\(card.id)/attachments/\(id)/download/\(attachment.fileName)"
        }
        card.attachments.append(attachment)
        card.dateLastActivity = call.now
        cards[card.id] = card
        log(
            "addAttachmentToCard", of: card, by: call, data: ["attachment": ["id": .string(id), "name": .string(name)]])
        return .object(attachment.json)
    }

    func downloadAttachment(_ call: FakeCall) throws(FakeFailure) -> Response {
        let attachment = try attachment(call)
        guard let content = attachment.content, call[2] == attachment.fileName else { throw .notFound }
        var response = Response(status: .ok, body: .bytes(content))
        response.headers[.contentType] = attachment.mimeType
        return response
    }

    mutating func deleteAttachment(_ call: FakeCall) throws(FakeFailure) -> Response {
        let attachment = try attachment(call)
        let card = try card(call)
        cards[card.id]?.attachments.removeAll { $0.id == attachment.id }
        cards[card.id]?.dateLastActivity = call.now
        return .object(["limits": [:]])
    }

    private func attachment(_ call: FakeCall) throws(FakeFailure) -> FakeAttachment {
        let card = try card(call)
        guard call[1].isObjectID else { throw .invalidID }
        guard let attachment = card.attachments.first(where: { $0.id == call[1] }) else { throw .notFound }
        return attachment
    }
}
