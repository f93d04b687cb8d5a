import Primitives
import Testing
import TrackerKit

@testable import TrackerTrello

/// Decodes every object in a payload that the adapter supports, and compares each field with the raw JSON.
struct PayloadChecks {
    /// The number of objects found, by kind.
    private(set) var counts: [String: Int] = [:]
    private let file: Comment

    init(_ json: JSON, file: String) throws {
        self.file = Comment(rawValue: file)
        try walk(json)
    }

    private mutating func walk(_ json: JSON) throws {
        if let elements = json.arrayValue { for element in elements { try walk(element) } }
        guard let members = json.objectValue else { return }
        for kind in Self.kinds where kind.matches(members) {
            counts[kind.name, default: 0] += 1
            try kind.check(try WireObject(json, kind.name), json, file)
        }
        for member in members.values { try walk(member) }
    }

    private struct Kind: Sendable {
        let name: String
        let matches: @Sendable ([String: JSON]) -> Bool
        let check: @Sendable (WireObject, JSON, Comment) throws -> Void
    }

    private static let kinds = [
        Kind(
            name: "card",
            matches: {
                $0["idList"] != nil && $0["name"] != nil && $0["shortLink"] == nil || $0["checkItemStates"] != nil
            }
        ) {
            try check(card: try Trello.Card($0), $1, $2)
        },
        Kind(
            name: "action",
            matches: { $0["data"] != nil && $0["type"] != nil && $0["date"] != nil && $0["unread"] == nil }
        ) {
            try check(action: try Trello.Action($0), $1, $2)
        },
        Kind(
            name: "board",
            matches: { $0["name"] != nil && ($0["labelNames"] != nil || $0["prefs"] != nil) && $0["id"] != nil }
        ) {
            check(board: try Trello.Board($0), $1, $2)
        },
        Kind(name: "list", matches: { isList($0) }) {
            let list = try Trello.List($0)
            #expect(list.name == $1["name"]?.stringValue && list.closed == $1["closed"]?.boolValue ?? false, $2)
            #expect(list.pos == $1["pos"]?.doubleValue ?? 0, $2)
        },
        Kind(name: "label", matches: { Set($0.keys).isSuperset(of: ["id", "name", "color"]) && $0["cardRole"] == nil })
        {
            let label = try Trello.Label($0)
            #expect(
                label.id == $1["id"]?.stringValue && label.name == $1["name"]?.stringValue
                    && label.color == $1["color"]?.stringValue, $2)
            #expect(label.label.color?.count ?? 6 == 6, $2)
        },
        Kind(name: "member", matches: { $0["username"] != nil && $0["id"] != nil && $0["type"] == nil }) {
            check(member: try Trello.Member($0), $1, $2)
        },
        Kind(name: "membership", matches: { $0["idMember"] != nil && $0["unconfirmed"] != nil }) {
            let membership = try Trello.Membership($0)
            #expect(
                membership.idMember == $1["idMember"]?.stringValue
                    && membership.memberType == $1["memberType"]?.stringValue, $2)
            #expect(membership.unconfirmed == $1["unconfirmed"]?.boolValue, $2)
            #expect(membership.deactivated == $1["deactivated"]?.boolValue ?? false, $2)
        },
        Kind(name: "checklist", matches: { $0["checkItems"]?.arrayValue != nil }) {
            check(checklist: try Trello.Checklist($0), $1, $2)
        },
        Kind(name: "attachment", matches: { $0["isUpload"] != nil }) {
            check(attachment: try Trello.Attachment($0).attachment, $1, $2)
        },
        Kind(name: "webhook", matches: { $0["callbackURL"] != nil }) {
            check(webhook: try Trello.Webhook($0).webhook, $1, $2)
        },
        Kind(name: "customField", matches: { $0["fieldGroup"] != nil }) {
            let field = try Trello.CustomField($0)
            #expect(field.id == $1["id"]?.stringValue && field.name == $1["name"]?.stringValue, $2)
        },
    ]

    private static func isList(_ members: [String: JSON]) -> Bool {
        guard members["idList"] == nil, members["labelNames"] == nil, members["prefs"] == nil, members["name"] != nil
        else { return false }
        return members["pos"] != nil && members["closed"] != nil && members["idBoard"] != nil
            || members["cards"]?.arrayValue?.isEmpty == false
    }

    private static func check(card: Trello.Card, _ raw: JSON, _ file: Comment) throws {
        #expect(card.id == raw["id"]?.stringValue && card.name == raw["name"]?.stringValue, file)
        #expect(card.desc == raw["desc"]?.stringValue ?? "" && card.closed == raw["closed"]?.boolValue ?? false, file)
        #expect(card.dueComplete == raw["dueComplete"]?.boolValue ?? false, file)
        #expect(card.idList == raw["idList"]?.stringValue && card.idBoard == raw["idBoard"]?.stringValue, file)
        #expect(card.labels.map(\.id) == raw["labels"]?.arrayValue?.compactMap { $0["id"]?.stringValue } ?? [], file)
        guard card.idShort != nil, card.createdAt != nil else { return }
        let ticket = try card.ticket(in: ProjectReference(path: card.idBoard ?? ""))
        #expect(ticket.remoteID == card.id && ticket.key == raw["idShort"]?.integerValue.map { String($0) }, file)
        #expect(ticket.title == card.name && ticket.body == card.desc && ticket.url == raw["url"]?.stringValue, file)
        #expect(ticket.status == (card.dueComplete ? .done : card.closed ? .ignored : .open), file)
        #expect(ticket.dueAt == raw["due"]?.stringValue.flatMap(Timestamp.init), file)
        #expect(ticket.updatedAt == raw["dateLastActivity"]?.stringValue.flatMap(Timestamp.init), file)
        #expect(ticket.createdAt <= ticket.updatedAt, file)
        #expect(ticket.commentCount == Int(raw["badges"]?["comments"]?.integerValue ?? 0), file)
        #expect(ticket.labels == card.labels.map(\.displayName) && ticket.remoteData == raw, file)
        #expect(
            ticket.assignees.map(\.remoteID) == raw["members"]?.arrayValue?.compactMap { $0["id"]?.stringValue } ?? [],
            file)
    }

    private static func check(action: Trello.Action, _ raw: JSON, _ file: Comment) throws {
        #expect(action.id == raw["id"]?.stringValue && action.type == raw["type"]?.stringValue, file)
        #expect(action.date == raw["date"]?.stringValue.flatMap(Timestamp.init), file)
        #expect(action.memberCreator?.username == raw["memberCreator"]?["username"]?.stringValue, file)
        let data = raw["data"]
        #expect(action.data.cardNumber == data?["card"]?["idShort"]?.integerValue.map { String($0) }, file)
        #expect(
            action.data.boardID == data?["board"]?["id"]?.stringValue
                && action.data.cardID == data?["card"]?["id"]?.stringValue, file)
        #expect(action.data.oldFields == Set(data?["old"]?.objectValue?.keys.map { $0 } ?? []), file)
        guard Trello.Action.commentTypes.contains(action.type) else { return }
        let comment = action.comment
        #expect(comment.body == data?["text"]?.stringValue ?? "" && comment.createdAt == action.date, file)
        #expect(comment.updatedAt == data?["dateLastEdited"]?.stringValue.flatMap(Timestamp.init) ?? action.date, file)
        #expect(comment.author?.name == raw["memberCreator"]?["fullName"]?.stringValue, file)
    }

    private static func check(board: Trello.Board, _ raw: JSON, _ file: Comment) {
        let project = board.project
        #expect(project.remoteID == raw["id"]?.stringValue && project.path == project.remoteID, file)
        #expect(project.name == raw["name"]?.stringValue && project.archived == raw["closed"]?.boolValue ?? false, file)
        #expect(project.description ?? "" == raw["desc"]?.stringValue ?? "", file)
        #expect(project.url == raw["url"]?.stringValue ?? raw["shortUrl"]?.stringValue, file)
        let shortURL = raw["shortUrl"]?.stringValue
        if let shortLink = board.shortLink, let shortURL { #expect(shortURL.hasSuffix(shortLink), file) }
        #expect(project.updatedAt == raw["dateLastActivity"]?.stringValue.flatMap(Timestamp.init), file)
    }

    private static func check(member: Trello.Member, _ raw: JSON, _ file: Comment) {
        let user = member.user
        #expect(user.remoteID == raw["id"]?.stringValue && user.username == raw["username"]?.stringValue, file)
        #expect(user.name ?? "" == raw["fullName"]?.stringValue ?? "" && user.url == raw["url"]?.stringValue, file)
        #expect(user.avatarURL == raw["avatarUrl"]?.stringValue.map { $0 + "/170.png" } && user.active, file)
    }

    private static func check(checklist: Trello.Checklist, _ raw: JSON, _ file: Comment) {
        let items = raw["checkItems"]?.arrayValue ?? []
        #expect(checklist.name == raw["name"]?.stringValue && checklist.items.count == items.count, file)
        for item in checklist.items {
            #expect(
                items.contains { $0["name"] == .string(item.name) && ($0["state"] == "complete") == item.isComplete },
                file)
        }
    }

    private static func check(attachment: RemoteAttachment, _ raw: JSON, _ file: Comment) {
        #expect(attachment.remoteID == raw["id"]?.stringValue && attachment.filename == raw["name"]?.stringValue, file)
        #expect(attachment.url == raw["url"]?.stringValue && attachment.size == raw["bytes"]?.integerValue, file)
        #expect(attachment.createdAt == raw["date"]?.stringValue.flatMap(Timestamp.init), file)
        #expect(attachment.contentType ?? "" == raw["mimeType"]?.stringValue ?? "", file)
    }

    private static func check(webhook: RemoteWebhook, _ raw: JSON, _ file: Comment) {
        #expect(
            webhook.remoteID == raw["id"]?.stringValue && webhook.callbackURL == raw["callbackURL"]?.stringValue, file)
        #expect(webhook.active == raw["active"]?.boolValue, file)
        #expect(webhook.failing == (raw["consecutiveFailures"]?.integerValue ?? 0 > 0), file)
    }
}
