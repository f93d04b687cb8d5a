import Primitives

extension Timestamp {
    /// The time with milliseconds, in Trello's format.
    var milliseconds: String {
        let rest = (microseconds % 1_000_000 + 1_000_000) % 1_000_000 / 1000
        let digits = String(rest)
        let fraction = String(repeating: "0", count: 3 - digits.count) + digits
        return Timestamp(seconds: seconds).rfc3339.dropLast() + "." + fraction + "Z"
    }
}

extension JSON {
    /// A time in Trello's format, or null.
    init(time: Timestamp?) { self = time.map { .string($0.milliseconds) } ?? .null }
}

extension FakeAccount {
    var json: JSON {
        [
            "id": .string(id), "username": .string(username), "fullName": .string(fullName), "memberType": "normal",
            "activityBlocked": false, "avatarUrl": .null, "email": .null, "status": "disconnected", "bio": "",
            "url": .string("https://trello.com/\(username)"), "initials": "XY",
        ]
    }
}

extension FakeList {
    var json: JSON {
        [
            "id": .string(id), "name": .string(name), "closed": .bool(closed), "pos": .number(pos), "softLimit": .null,
            "subscribed": false,
        ]
    }
}

extension FakeLabel {
    func json(_ board: String) -> JSON {
        ["id": .string(id), "idBoard": .string(board), "name": .string(name), "color": JSON(color)]
    }
}

extension FakeBoard {
    var json: JSON {
        [
            "id": .string(id), "name": .string(name), "desc": .string(desc), "closed": .bool(closed),
            "shortLink": .string(shortLink),
            "shortUrl": .string("https://trello.com/b/\(shortLink)"),
            "url": .string("https://trello.com/b/\(shortLink)/board"),
            "dateLastActivity": JSON(time: dateLastActivity),
        ]
    }

    /// A board inside an action.
    var short: JSON { ["id": .string(id), "name": .string(name), "shortLink": .string(shortLink)] }
}

extension FakeAttachment {
    var json: JSON {
        [
            "id": .string(id), "name": .string(name), "fileName": .string(fileName),
            "mimeType": .string(mimeType ?? ""),
            "url": .string(url),
            "isUpload": .bool(content != nil), "bytes": JSON(content?.count), "date": JSON(time: date),
            "idMember": .string(idMember),
            "previews": [], "edgeColor": .null, "pos": 16384,
        ]
    }

    /// The file name in the URL of an upload.
    var fileName: String { name.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == ".") } }
}

extension FakeWebhook {
    var json: JSON {
        [
            "id": .string(id), "idModel": .string(idModel), "callbackURL": .string(callbackURL),
            "description": .string(description),
            "active": .bool(active), "consecutiveFailures": .integer(consecutiveFailures),
            "firstConsecutiveFailDate": JSON(time: firstConsecutiveFailDate),
        ]
    }
}

extension FakeState {
    /// A card, with the related objects that the call requests.
    func json(_ card: FakeCard, _ call: FakeCall) throws(FakeFailure) -> JSON {
        var json = full(card, for: call.account?.id).only(call.fields)
        if try call.bool("members") == true {
            let fields = call.string("member_fields").map { Set($0.split(separator: ",").map(String.init)) }
            json = json.adding("members", .array(card.idMembers.compactMap { accounts[$0]?.json.only(fields) }))
        }
        if call.string("checklists") == "all" { json = json.adding("checklists", .array(card.checklists)) }
        if try call.bool("customFieldItems") == true {
            json = json.adding("customFieldItems", .array(card.customFieldItems))
        }
        if try call.bool("list") == true, let list = boards[card.idBoard]?.lists.first(where: { $0.id == card.idList })
        {
            json = json.adding("list", list.json)
        }
        return json
    }

    private func full(_ card: FakeCard, for account: String?) -> JSON {
        let board = boards[card.idBoard]
        let labels = card.idLabels.compactMap { id in board?.labels.first { $0.id == id }?.json(card.idBoard) }
        let comments = actions.count { $0.idCard == card.id && $0.type == "commentCard" }
        let address = "https://trello.com/c/\(card.shortLink)"
        return [
            "id": .string(card.id), "idShort": .integer(card.idShort), "idBoard": .string(card.idBoard),
            "idList": .string(card.idList),
            "name": .string(card.name), "desc": .string(card.desc), "closed": .bool(card.closed),
            "dueComplete": .bool(card.dueComplete),
            "due": JSON(time: card.due), "dateLastActivity": JSON(time: card.dateLastActivity),
            "dateClosed": JSON(time: card.dateClosed),
            "dateCompleted": JSON(time: card.dateCompleted), "idMembers": JSON(card.idMembers),
            "idLabels": JSON(card.idLabels),
            "labels": .array(labels), "shortLink": .string(card.shortLink), "shortUrl": .string(address),
            "url": .string("\(address)/\(card.idShort)-card"),
            "subscribed": .bool(account.map(card.subscribers.contains) ?? false),
            "isTemplate": .bool(card.isTemplate), "pos": 16384, "start": .null, "cardRole": JSON(card.cardRole),
            "idChecklists": .array(card.checklists.compactMap { $0["id"] }),
            "badges": [
                "comments": .integer(Int64(comments)), "checkItems": 0, "checkItemsChecked": 0, "votes": 0,
                "attachments": .integer(Int64(card.attachments.count)),
                "description": .bool(!card.desc.isEmpty), "due": JSON(time: card.due),
                "dueComplete": .bool(card.dueComplete),
            ],
        ]
    }

    /// An action, as in lists and webhook deliveries.
    func json(_ action: FakeAction) -> JSON {
        var data = action.data
        data["board"] = boards[action.idBoard]?.short ?? .null
        if let card = action.card { data["card"] = card }
        return [
            "id": .string(action.id), "type": .string(action.type), "date": JSON(time: action.date),
            "idMemberCreator": .string(action.account.id), "memberCreator": action.account.json, "data": .object(data),
        ]
    }
}

extension JSON {
    /// A copy of this object with another member.
    func adding(_ name: String, _ value: JSON) -> JSON { .object((objectValue ?? [:]).merging([name: value]) { $1 }) }
}
