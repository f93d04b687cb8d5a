import GatewayTestSupport
import HTTPTypes
import Primitives
import RawServerSupport
import Synchronization
import Testing

/// Two channels, callers with different rights, and a ticket with a word in it that not all of them may read.
final class CanaryScene: Sendable {
    /// The word: in titles, texts, and comments of the ticket.
    static let canary = "CANARY"
    /// The same, in text written only after the ticket has become confidential.
    static let secret = "CANARY-SECRET"

    let gateway: TestGateway
    let receiver: RawServer
    /// May read tickets and create rules, but sees nothing confidential.
    let plain: TestClient
    /// May see confidential tickets, but only in the other channel.
    let elsewhere: TestClient
    /// Manages rules and channels, and may not read tickets.
    let manager: TestClient
    private let state = Mutex((ticket: "", key: "", marks: [String: String]()))

    var ticket: String { state.withLock { $0.ticket } }
    var key: String { state.withLock { $0.key } }
    var marks: [String: String] { state.withLock { $0.marks } }

    init(_ gateway: TestGateway, _ receiver: RawServer) async throws {
        self.gateway = gateway
        self.receiver = receiver
        try await gateway.admin.post("/api/v1/connections", ["slug": "own", "tracker": "local"])
        for slug in ["web", "ops"] {
            try await gateway.admin.post(
                "/api/v1/channels", ["slug": .string(slug), "connection": "own", "path": .string(slug)])
        }
        let scopes = ["tickets:read", "tickets:write", "rules:admin", "channels:admin"]
        plain = try await gateway.authorized(slug: "plain", scopes: scopes)
        elsewhere = try await gateway.authorized(
            slug: "elsewhere", scopes: scopes + ["tickets:confidential"], channels: ["ops"])
        manager = try await gateway.authorized(
            slug: "manager", scopes: ["rules:admin", "channels:admin", "tickets:write"])
    }

    private var authors: [(name: String, client: TestClient)] {
        [("plain", plain), ("elsewhere", elsewhere), ("all", gateway.admin)]
    }

    /// Creates subscriptions and rules of every caller, and the ticket with related objects, while all are public.
    func prepare() async throws {
        for (name, client) in authors {
            let subscription: JSON = ["slug": .string(name), "url": .string(receiver.url("/" + name))]
            try await expect(201, client.post("/api/v1/subscriptions", subscription))
            let copy: JSON = "{{ticket.title}} {{#ticket.links}}{{target.title}} {{/ticket.links}}{{ticket.parent}}"
            let rule: JSON = [
                "slug": .string("copy-\(name)"), "on": ["ticket.created", "ticket.updated", "comment.created"],
                "if": ["!=": [["var": "ticket.title"], "Mark"]],
                "do": [
                    ["action": "webhook", "subscription": .string(name), "data": ["text": copy]],
                    ["action": "notify", "subscription": .string(name)],
                ],
            ]
            try await expect(201, client.post("/api/v1/rules", rule))
        }
        try await settle("prepared")
        let made = try await write(
            .post, "web/tickets", body: ["title": "CANARY", "body": "CANARY body", "labels": ["bug"]])
        let (id, key) = (try #require(made.json["id"]?.stringValue), try #require(made.json["key"]?.stringValue))
        state.withLock { ($0.ticket, $0.key) = (id, key) }
        try await write(.post, "web/tickets/\(key)/comments", body: ["body": "CANARY comment"])
        // Neighbours in both channels that refer to it.
        let child = try await write(.post, "web/tickets", body: ["title": "Child", "parent": .string(key)])
        let other = try await write(.post, "ops/tickets", body: ["title": "Other"])
        for (channel, neighbour) in [("web", child), ("ops", other)] {
            let path = "\(channel)/tickets/\(try #require(neighbour.json["key"]?.stringValue))"
            try await write(.post, path + "/links", body: ["type": "relates_to", "target": .string(id)])
            try await write(.patch, path, body: ["title": "Neighbour"])
            try await write(.post, path + "/comments", body: ["body": "Look at the link"])
        }
        let operation = try await plain.send(
            .patch, "/api/v1/channels/web/tickets/\(key)", headers: .named(["Prefer": "respond-async"]),
            body: ["body": "CANARY again"])
        #expect(operation.status == 202)
    }

    /// Makes the ticket confidential, and continues to write.
    func conceal() async throws {
        try await write(.patch, "web/tickets/\(key)", body: ["confidential": true])
        try await write(.patch, "web/tickets/\(key)", body: ["title": "CANARY-SECRET title"])
        try await write(.post, "web/tickets/\(key)/comments", body: ["body": "CANARY-SECRET comment"])
        try await write(.patch, "web/tickets/\(Int(key).map { $0 + 1 } ?? 0)", body: ["title": "Neighbour still"])
        let internalComment: JSON = ["body": "CANARY-SECRET internal", "internal": true]
        try await write(.post, "web/tickets/\(Int(key).map { $0 + 1 } ?? 0)/comments", body: internalComment)
    }

    @discardableResult
    private func write(_ method: HTTPRequest.Method, _ path: String, body: JSON) async throws -> TestResponse {
        let answer = try await gateway.admin.send(method, "/api/v1/channels/\(path)", body: body)
        #expect((200...201).contains(answer.status), "\(answer.text)")
        return answer
    }

    private func expect(_ status: Int, _ answer: TestResponse) throws {
        #expect(answer.status == status, "\(answer.text)")
    }

    /// Waits until all events have been dispatched: a ticket created afterwards reaches each
    /// subscription, and no job is left.
    func settle(_ name: String) async throws {
        for (channel, readers, mark) in [("web", ["plain", "all"], name), ("ops", ["elsewhere"], "elsewhere-\(name)")] {
            var made: [String] = []
            repeat {
                let mark = try await write(.post, "\(channel)/tickets", body: ["title": "Mark"])
                made.append(try #require(mark.json["id"]?.stringValue))
            } while try await !arrives(made, at: readers)
            let last = made.last
            state.withLock { $0.marks[mark] = last }
        }
        for query in [
            "rule.run&state=queued", "rule.run&state=running", "webhook.send&state=queued",
            "webhook.send&state=running",
        ] {
            while try await !gateway.admin.get("/api/v1/jobs?kind=\(query)").list.isEmpty { await Task.yield() }
        }
    }

    /// Whether any of these tickets reaches each of the receivers; false if none does soon, because the gateway reads
    /// no events yet.
    private func arrives(_ ids: [String], at readers: [String]) async throws -> Bool {
        let deadline = ContinuousClock.now + .seconds(5)
        while ContinuousClock.now < deadline {
            let missing = readers.filter { reader in
                let bodies = receiver.requests.filter { $0.target == "/" + reader }.map {
                    String(decoding: $0.body, as: UTF8.self)
                }
                return !bodies.contains { body in ids.contains { body.contains($0) } }
            }
            if missing.isEmpty { return true }
            await Task.yield()
        }
        return false
    }

    /// The values for the parameters of routes.
    struct Objects {
        var tickets: [(channel: String, key: String)] = []
        var identifiers: [String: [String]] = [:]
        var events: [String] = []
        var rules: [String] = []

        /// Searches and details in addition to the plain routes.
        let details = [
            "/api/v1/tickets?q=canary", "/api/v1/tickets?limit=200&sort=-created_at", "/api/v1/events?limit=200",
            "/api/v1/events?limit=200&sort=occurred_at", "/api/v1/operations?limit=200",
        ]

        /// The paths of a route, one for each object.
        func paths(of pattern: String) -> [String] {
            if pattern.hasPrefix("/api/v1/channels/{slug}/tickets/{key}") {
                return tickets.flatMap { ticket in
                    let base = pattern.replacing("{slug}", with: ticket.channel).replacing("{key}", with: ticket.key)
                    return filled(
                        base,
                        by:
                            "\(ticket.channel)/\(ticket.key)\(pattern.dropFirst("/api/v1/channels/{slug}/tickets/{key}".count))"
                    )
                }
            }
            if pattern.hasPrefix("/api/v1/channels/{slug}") {
                return ["web", "ops"].map {
                    pattern.replacing("{slug}", with: $0).replacing("{name}", with: "bug").replacing("{key}", with: "1")
                }
            }
            return filled(pattern, by: pattern)
        }

        private func filled(_ path: String, by key: String) -> [String] {
            guard path.contains("{") else { return [path] }
            return (identifiers[key] ?? ["0193e5a0-0000-7000-8000-000000000000"]).map { object in
                let parts = object.split(separator: "/").map(String.init)
                var path = path
                for part in parts {
                    guard let start = path.firstIndex(of: "{"), let end = path.firstIndex(of: "}") else { break }
                    path.replaceSubrange(start...end, with: part)
                }
                return path
            }
        }
    }

    /// All objects, from an administrator's lists.
    func objects() async throws -> Objects {
        var objects = Objects()
        let admin = gateway.admin
        objects.events = try await admin.get("/api/v1/events?limit=200").ids
        objects.rules = try await admin.get("/api/v1/rules").each("slug")
        for ticket in try await admin.get("/api/v1/tickets?limit=200").list where ticket["title"] != "Mark" {
            guard let channel = ticket["channel"]?.stringValue, let key = ticket["key"]?.stringValue,
                let id = ticket["id"]?.stringValue
            else { continue }
            objects.tickets.append((channel, key))
            objects.identifiers["/api/v1/tickets/{id}", default: []].append(id)
            for part in ["comments", "links"] {
                objects.identifiers["\(channel)/\(key)/\(part)/{id}"] = try await admin.get(
                    "/api/v1/channels/\(channel)/tickets/\(key)/\(part)"
                ).ids
            }
        }
        for (pattern, list) in [
            ("/api/v1/operations/{id}", "operations"), ("/api/v1/jobs/{id}", "jobs"),
            ("/api/v1/deliveries/{id}", "deliveries"),
        ] { objects.identifiers[pattern] = try await admin.get("/api/v1/\(list)?limit=200").ids }
        for (kind, part, list) in [("rules", "run", "runs"), ("subscriptions", "id", "deliveries")] {
            let slugs = try await admin.get("/api/v1/\(kind)").each("slug")
            for pattern in ["", "/pairs", "/\(list)"] {
                objects.identifiers["/api/v1/\(kind)/{slug}\(pattern)"] = slugs
            }
            for slug in slugs {
                let ids = try await admin.get("/api/v1/\(kind)/\(slug)/\(list)?limit=200").ids
                objects.identifiers["/api/v1/\(kind)/{slug}/\(list)/{\(part)}", default: []] += ids.map {
                    "\(slug)/\($0)"
                }
            }
        }
        return objects
    }
}

extension TestResponse {
    fileprivate var list: [JSON] { json["data"]?.arrayValue ?? [] }
    fileprivate func each(_ name: String) -> [String] { list.compactMap { $0[name]?.stringValue } }
    fileprivate var ids: [String] { each("id") }
}
