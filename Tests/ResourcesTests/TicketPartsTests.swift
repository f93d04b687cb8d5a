import HTTPTypes
import Models
import Postgres
import Primitives
import ResourceTestSupport
import Testing
import Tickets

/// Sub-resources of tickets (comments, links, files, subscriptions, timelines) and batches.
@Suite struct TicketPartsTests {
    private let tickets = "/api/v1/channels/demo/tickets"

    @Test func `a comment is created, read, updated and deleted`() async throws {
        try await TicketAPI.run { api in
            try await api.ticket()
            let comments = tickets + "/1/comments"
            let made = try await api.call(.post, comments, body: ["body": "I see it too."])
            #expect(made.status == 201)
            let path = try #require(made.headers[.location])
            let read = try await api.call(.get, path)
            #expect(read.json == made.json)
            #expect((try await api.call(.get, comments)).each("body") == ["I see it too."])
            #expect((try await api.call(.get, tickets + "/1"))["comment_count"] == 1)
            let etag = try #require(read.headers[.eTag])
            #expect((try await api.call(.get, path, headers: ["If-None-Match": etag])).status == 304)
            let changed = try await api.call(.patch, path, body: ["body": "Not any more."], headers: ["If-Match": etag])
            #expect(changed["body"] == "Not any more.")
            #expect(
                (try await api.call(.patch, path, body: ["body": "Again."], headers: ["If-Match": etag])).status == 412)
            #expect((try await api.call(.patch, path, body: [:])).status == 200)
            #expect((try await api.call(.get, path + "?include=remote_data"))["remote_data"] != nil)
            #expect((try await api.call(.delete, path)).status == 204)
            #expect((try await api.call(.get, path)).status == 404)
            #expect((try await api.call(.get, comments)).each("body") == [])
            let events = try await api.call(
                .get, tickets + "/1/events?type=comment.created&type=comment.updated&type=comment.deleted")
            #expect(events.each("type") == ["comment.created", "comment.updated", "comment.deleted"])
        }
    }

    @Test func `comments are paginated and threaded`() async throws {
        try await TicketAPI.run { api in
            try await api.ticket()
            let comments = tickets + "/1/comments"
            for number in 1...5 { _ = try await api.call(.post, comments, body: ["body": .string("Number \(number)")]) }
            let first = try await api.call(.get, comments + "?limit=3")
            let second = try await api.call(.get, comments + "?limit=3&cursor=\(first.next ?? "")")
            #expect(first.each("body") + second.each("body") == (1...5).map { .string("Number \($0)") })
            #expect(second.next == nil)
            #expect((try await api.call(.get, comments + "?sort=-created_at")).each("body").first == "Number 5")
            let thread =
                first.json["data"]?[0]?["thread_id"]?.stringValue ?? first.json["data"]?[0]?["remote_id"]?.stringValue
                ?? ""
            _ = try await api.call(.post, comments, body: ["body": "Answer", "thread_id": .string(thread)])
            #expect((try await api.call(.get, comments + "?thread_id=\(thread)")).each("body").last == "Answer")
        }
    }

    @Test func `internal comments are visible only to callers who may see confidential tickets`() async throws {
        try await TicketAPI.run { api in
            try await api.ticket()
            let comments = tickets + "/1/comments"
            #expect((try await api.call(.post, comments, body: ["body": "For us", "internal": true])).status == 403)
            let made = try await api.call(.post, comments, body: ["body": "For us", "internal": true], as: .trusted)
            #expect(made.status == 201 && made["internal"] == true)
            let path = try #require(made.headers[.location])
            #expect((try await api.call(.get, path, as: .trusted)).status == 200)
            #expect((try await api.call(.get, comments, as: .trusted)).each("body") == ["For us"])
            #expect((try await api.call(.get, comments)).each("body") == [])
            #expect((try await api.call(.get, path)).status == 404)
            #expect((try await api.call(.patch, path, body: ["body": "Mine"])).status == 404)
            #expect((try await api.call(.delete, path)).status == 404)
            // Its events are hidden, too, from its creation to its deletion.
            _ = try await api.call(.patch, path, body: ["body": "Still for us"], as: .trusted)
            #expect((try await api.call(.delete, path, as: .trusted)).status == 204)
            let types = ["comment.created", "comment.updated", "comment.deleted"]
            let query = "/1/events?" + types.map { "type=\($0)" }.joined(separator: "&")
            #expect((try await api.call(.get, tickets + query)).each("type") == [])
            #expect((try await api.call(.get, "/api/v1/events?type=comment.created")).each("type") == [])
            let events = try await api.call(.get, tickets + query, as: .trusted)
            #expect(events.each("type").compactMap(\.stringValue) == types)
            #expect(!String(decoding: events.bytes, as: UTF8.self).contains("or us"))
        }
    }

    @Test func `bad comments are refused`() async throws {
        try await TicketAPI.run { api in
            try await api.ticket()
            let comments = tickets + "/1/comments"
            #expect(
                (try await api.call(.post, comments, body: ["body": " ", "intern": true])).pointers == [
                    "/body", "/intern",
                ])
            #expect(
                (try await api.call(.post, comments, body: ["body": 7, "internal": "no"])).pointers == [
                    "/body", "/internal",
                ])
            #expect((try await api.call(.post, tickets + "/9/comments", body: ["body": "x"])).status == 404)
            #expect((try await api.call(.get, comments + "/not-an-id")).status == 404)
            #expect((try await api.call(.get, comments + "?thread_id=")).pointers == ["?thread_id"])
        }
    }

    @Test func `a link is shown on both tickets and removed from both`() async throws {
        try await TicketAPI.run { api in
            try await api.ticket(["title": "First"])
            let second = try await api.ticket(["title": "Second"])
            let before = try await api.call(.get, tickets + "/1").headers[.eTag]
            let link: JSON = ["type": "blocks", "target": second["id"] ?? .null]
            let made = try await api.call(.post, tickets + "/1/links", body: link)
            #expect(made.status == 201)
            #expect(made["target"]?["title"] == "Second")
            let path = try #require(made.headers[.location])
            #expect((try await api.call(.get, path)).json == made.json)
            let opposite = try await api.call(.get, tickets + "/2/links")
            #expect(opposite.each("type") == ["blocked_by"])
            #expect(opposite.json["data"]?[0]?["target"]?["key"] == "1")
            let shown = try await api.call(.get, tickets + "/1")
            #expect(shown["links"]?[0]?["type"] == "blocks")
            #expect(shown.headers[.eTag] != before)
            #expect((try await api.call(.post, tickets + "/1/links", body: link)).status == 409)
            let same: JSON = ["type": "blocked_by", "target": shown["id"] ?? .null]
            #expect((try await api.call(.post, tickets + "/2/links", body: same)).status == 409)
            #expect((try await api.call(.delete, path)).status == 204)
            #expect((try await api.call(.get, tickets + "/2/links")).each("type") == [])
            #expect((try await api.call(.get, tickets + "/1"))["links"] == [])
            let marked = try await api.database.run("SELECT FROM ticket WHERE has_links")
            #expect(marked.isEmpty)
        }
    }

    @Test func `a ticket counts as linked until its last link is gone`() async throws {
        try await TicketAPI.run { api in
            try await api.ticket()
            var paths: [String] = []
            for _ in 0..<2 {
                let target = try await api.ticket(["title": "Target"])
                let link: JSON = ["type": "relates_to", "target": target["id"] ?? .null]
                let made = try await api.call(.post, tickets + "/1/links", body: link)
                paths.append(try #require(made.headers[.location]))
            }
            for left in [["1", "3"], []] {
                #expect(try await api.call(.delete, paths.removeFirst()).status == 204)
                let marked = try await api.database.run("SELECT key FROM ticket WHERE has_links ORDER BY key")
                #expect(try marked.map { try $0.decode(0, as: String.self) } == left)
            }
        }
    }

    @Test func `a ticket counts as linked no more when the ticket that linked to it is deleted`() async throws {
        try await TicketAPI.run { api in
            let target = try await api.ticket(["title": "Target"])
            for key in ["2", "3"] {
                try await api.ticket(["title": "Source"])
                let link: JSON = ["type": "relates_to", "target": target["id"] ?? .null]
                #expect(try await api.call(.post, tickets + "/\(key)/links", body: link).status == 201)
            }
            for (key, left) in [("2", ["1", "3"]), ("3", [])] {
                let before = try await api.call(.get, tickets + "/1").headers[.eTag]
                #expect(try await api.call(.delete, tickets + "/\(key)").status == 204)
                let marked = try await api.database.run("SELECT key FROM ticket WHERE has_links ORDER BY key")
                #expect(try marked.map { try $0.decode(0, as: String.self) } == left)
                #expect(try await api.call(.get, tickets + "/1").headers[.eTag] != before)
            }
            #expect(try await api.call(.get, tickets + "/1")["links"] == [])
        }
    }

    @Test func `a deleted ticket of the built-in tracker does not block other links`() async throws {
        try await TicketAPI.run { api in
            try await api.ticket()
            for key in ["2", "3"] {
                let target = try await api.ticket(["title": "Target"])
                let link: JSON = ["type": "relates_to", "target": target["id"] ?? .null]
                let made = try await api.call(.post, tickets + "/1/links", body: link)
                #expect(made.status == 201, "\(made.json.text)")
                #expect(try await api.call(.post, tickets + "/1/links", body: link).status == 409)
                #expect(try await api.call(.delete, tickets + "/\(key)").status == 204)
            }
        }
    }

    @Test func `a link to a page that is not mirrored yet finds its ticket later`() async throws {
        try await TicketAPI.run { api in
            try await api.ticket()
            let target: JSON = ["type": "duplicates", "target": "https://Tracker.example/acme/issues/7#top"]
            let made = try await api.call(.post, tickets + "/1/links", body: target)
            #expect(made["target"]?["url"] == "https://tracker.example/acme/issues/7")
            #expect(made["target"]?["id"] == .null)
            try await api.ticket(["title": "Seventh"])
            try await api.database.run("DELETE FROM ticket WHERE key = '2'")
            let remote = MirrorTicket.at("https://tracker.example/acme/issues/7")
            _ = try await api.database.transaction { transaction in
                try await api.environment.mirror.store([remote], in: api.channel, origin: .poll, executor: transaction)
            }
            #expect((try await api.call(.get, tickets + "/1"))["links"]?[0]?["target"]?["title"] == "Mirrored")
            #expect((try await api.call(.get, tickets + "/700/links")).each("type") == ["duplicated_by"])
        }
    }

    @Test func `links to invisible objects are omitted when read, and refused when written`() async throws {
        try await TicketAPI.run { api in
            try await api.ticket()
            let secret = try await api.ticket(["title": "Secret", "confidential": true])
            let link: JSON = ["type": "relates_to", "target": secret["id"] ?? .null]
            #expect((try await api.call(.post, tickets + "/1/links", body: link)).pointers == ["/target"])
            #expect((try await api.call(.post, tickets + "/1/links", body: link, as: .trusted)).status == 201)
            #expect((try await api.call(.get, tickets + "/1/links")).each("id") == [])
            #expect((try await api.call(.get, tickets + "/1"))["links"] == [])
            #expect((try await api.call(.get, tickets + "/1/links", as: .trusted)).each("type") == ["relates_to"])
            let own = try await api.call(.get, tickets + "/1")
            let toItself: JSON = ["type": "relates_to", "target": own["id"] ?? .null]
            #expect((try await api.call(.post, tickets + "/1/links", body: toItself)).pointers == ["/target"])
            #expect(
                (try await api.call(.post, tickets + "/1/links", body: ["type": "likes", "target": "javascript:1"]))
                    .pointers
                    == ["/type"])
            #expect(
                (try await api.call(.post, tickets + "/1/links", body: ["type": "blocks", "target": "javascript:1"]))
                    .pointers
                    == ["/target"])
        }
    }

    @Test func `a file is added, listed, downloaded and deleted`() async throws {
        try await TicketAPI.run { api in
            try await api.ticket()
            let files = tickets + "/1/attachments"
            let content = Array("<script>alert(1)</script>".utf8)
            let made = try await api.call(
                .post, files + "?filename=p%C3%A4ge.html", headers: ["Content-Type": "text/html"], bytes: content)
            #expect(made.status == 201)
            #expect(made["filename"] == "päge.html")
            #expect(made["size"] == .integer(Int64(content.count)))
            let path = try #require(made.headers[.location])
            #expect((try await api.call(.get, path))["id"] == made["id"])
            #expect((try await api.call(.get, files)).each("filename") == ["päge.html"])
            let file = try await api.call(.get, path + "/content")
            #expect(file.bytes == content)
            #expect(file.headers[.contentType] == "application/octet-stream")
            #expect(file.headers[.contentDisposition] == "attachment; filename*=UTF-8''p%C3%A4ge.html")
            #expect((try await api.call(.delete, path)).status == 204)
            #expect((try await api.call(.get, path)).status == 404)
            #expect((try await api.call(.post, files, bytes: [1])).pointers == ["?filename"])
            #expect((try await api.call(.post, files + "?filename=a%2Fb", bytes: [1])).pointers == ["?filename"])
        }
    }

    @Test func `a ticket can be subscribed to repeatedly`() async throws {
        try await TicketAPI.run { api in
            try await api.ticket()
            let path = tickets + "/1/subscription"
            #expect((try await api.call(.put, path)).status == 204)
            #expect((try await api.call(.put, path)).status == 204)
            #expect((try await api.call(.delete, path)).status == 204)
            #expect((try await api.call(.put, tickets + "/9/subscription")).status == 404)
        }
    }

    @Test func `each operation of a batch has its own result`() async throws {
        try await TicketAPI.run { api in
            try await api.ticket()
            let answer = try await api.call(
                .post, "/api/v1/tickets/batch",
                body: [
                    "operations": [
                        ["op": "create", "channel": "demo", "ticket": ["title": "Second"]],
                        ["op": "update", "channel": "demo", "key": "1", "ticket": ["status": "done"]],
                        [
                            "op": "update", "channel": "demo", "key": "1", "if_match": "\"r0\"",
                            "ticket": ["title": "Lost"],
                        ],
                        [
                            "op": "comment", "channel": "demo", "key": "1",
                            "comment": ["body": "Closed by the clean-up."],
                        ],
                        ["op": "create", "channel": "demo", "ticket": ["title": "Secret", "confidential": true]],
                        ["op": "delete", "channel": "demo", "key": "2"],
                        ["op": "delete", "channel": "demo", "key": "2"],
                        ["op": "create", "channel": "elsewhere", "ticket": ["title": "Nowhere"]],
                    ]
                ])
            #expect(answer.status == 200)
            let statuses = (answer["results"]?.arrayValue ?? []).compactMap { $0["status"] }
            #expect(statuses == [201, 200, 412, 201, 403, 204, 404, 404])
        }
    }

    @Test func `an invalid batch changes nothing`() async throws {
        try await TicketAPI.run { api in
            let answer = try await api.call(
                .post, "/api/v1/tickets/batch",
                body: [
                    "operations": [
                        ["op": "create", "channel": "demo", "ticket": ["title": "First"]],
                        ["op": "create", "channel": "demo", "ticket": ["title": 1, "x": 2]],
                        ["op": "merge", "channel": "Demo"],
                        ["op": "delete", "channel": "demo", "key": "1", "ticket": [:]],
                    ]
                ])
            #expect(answer.status == 422)
            #expect(
                answer.pointers == [
                    "/operations/1/ticket/title", "/operations/1/ticket/x", "/operations/2/channel", "/operations/2/op",
                    "/operations/3/ticket",
                ])
            #expect((try await api.call(.get, tickets)).each("id") == [])
            #expect((try await api.call(.post, "/api/v1/tickets/batch", body: ["operations": []])).status == 422)
        }
    }

    @Test func `the log can be filtered by ticket, even a deleted one, by callers who may see it`() async throws {
        try await TicketAPI.run { api in
            try await TicketAPI.makeChannel(
                "other", tracker: api.channel.tracker, in: api.database, provider: api.environment.provider)
            let first = try await api.ticket()
            let second = try await api.ticket(channel: "other")
            let secret = try await api.ticket(["title": "Secret", "confidential": true], as: .trusted)
            for title in ["A", "B"] { _ = try await api.call(.patch, tickets + "/1", body: ["title": .string(title)]) }
            let log = "/api/v1/events?ticket=\(first["id"]?.stringValue ?? "")"
            let all: [JSON] = ["ticket.updated", "ticket.updated", "ticket.created"]
            #expect((try await api.call(.get, log)).each("type") == all)
            #expect((try await api.call(.get, log + "&type=ticket.created")).each("type") == ["ticket.created"])
            #expect((try await api.call(.get, log + "&channel=demo&channel=other")).each("type") == all)
            #expect((try await api.call(.get, log + "&channel=other")).each("type") == [])
            let page = try await api.call(.get, log + "&limit=2&sort=occurred_at")
            let next = try await api.call(.get, log + "&limit=2&sort=occurred_at&cursor=\(page.next ?? "")")
            #expect(page.each("type") + next.each("type") == all.reversed())
            // Events of tickets that the caller may not see are omitted.
            let bound = TicketAPI.Caller.bound(to: ["demo"])
            let theirs = "/api/v1/events?ticket=\(second["id"]?.stringValue ?? "")"
            #expect((try await api.call(.get, theirs)).each("type") == ["ticket.created"])
            #expect((try await api.call(.get, theirs, as: bound)).each("type") == [])
            #expect((try await api.call(.get, log, as: bound)).each("type") == all)
            let hidden = "/api/v1/events?ticket=\(secret["id"]?.stringValue ?? "")"
            #expect((try await api.call(.get, hidden)).each("type") == [])
            #expect((try await api.call(.get, hidden, as: .trusted)).each("type") == ["ticket.created"])
            // The events of a deleted ticket remain.
            #expect((try await api.call(.delete, tickets + "/1")).status == 204)
            #expect((try await api.call(.get, log)).each("type") == ["ticket.deleted"] + all)
            #expect((try await api.call(.get, "/api/v1/events?ticket=1")).pointers == ["?ticket"])
            #expect((try await api.call(.get, log + "&ticket=x")).pointers == ["?ticket"])
        }
    }

    @Test func `the log can be narrowed by type and channel, and read in pages`() async throws {
        try await TicketAPI.run { api in
            try await TicketAPI.makeChannel(
                "other", tracker: api.channel.tracker, in: api.database, provider: api.environment.provider)
            try await api.ticket()
            try await api.ticket(channel: "other")
            _ = try await api.call(.patch, tickets + "/1", body: ["title": "New"])
            #expect(
                (try await api.call(.get, "/api/v1/events")).each("type") == [
                    "ticket.updated", "ticket.created", "ticket.created",
                ])
            #expect(
                (try await api.call(.get, "/api/v1/events?type=ticket.created&channel=demo")).each("channel") == [
                    "demo"
                ])
            let first = try await api.call(.get, "/api/v1/events?limit=2&sort=occurred_at")
            let second = try await api.call(.get, "/api/v1/events?limit=2&sort=occurred_at&cursor=\(first.next ?? "")")
            #expect(first.each("id").count == 2)
            #expect(second.each("type") == ["ticket.updated"])
            #expect(second.json["data"]?[0]?["changes"]?["title"] == ["from": "Title", "to": "New"])
            #expect((try await api.call(.get, "/api/v1/events?type=ticket.eaten")).pointers == ["?type"])
        }
    }
}
