import Gateway
import GatewayTestSupport
import HTTPKit
import HTTPTypes
import Primitives
import TestSupport
import Testing

/// Messages name what does not exist, and the existing name that was meant, as far as the caller may see it.
@Suite(.timeLimit(.minutes(3))) struct MissingNameTests {
    /// Channels `website` and `payments`, both with a ticket.
    private static func run(_ body: @Sendable (TestGateway) async throws -> Void) async throws {
        try await TestGateway.run { gateway in
            try await gateway.admin.post("/api/v1/connections", ["slug": "own", "tracker": "local"])
            for slug in ["website", "payments"] {
                let channel: JSON = [
                    "slug": .string(slug), "title": .string("The shop's \(slug)"), "connection": "own",
                    "path": .string(slug),
                ]
                #expect(try await gateway.admin.post("/api/v1/channels", channel).status == 201)
                let ticket: JSON = ["title": "One", "labels": ["bug"]]
                #expect(try await gateway.admin.post("/api/v1/channels/\(slug)/tickets", ticket).status == 201)
            }
            try await body(gateway)
        }
    }

    private static func errors(_ answer: TestResponse) -> [String] {
        (answer.json["errors"]?.arrayValue ?? []).map {
            "\($0["pointer"]?.stringValue ?? "") \($0["detail"]?.stringValue ?? "")"
        }
    }

    @Test(arguments: [
        ("/api/v1/channels/websit", "There is no channel 'websit'. Did you mean 'website'?"),
        ("/api/v1/channels/websit/tickets", "There is no channel 'websit'. Did you mean 'website'?"),
        ("/api/v1/channels/websit/labels", "There is no channel 'websit'. Did you mean 'website'?"),
        ("/api/v1/channels/Website", "There is no channel 'Website'. Did you mean 'website'?"),
        ("/api/v1/channels/xyz/sync", "There is no channel 'xyz'."),
        (
            "/api/v1/channels/website/tickets/99",
            "There is no ticket '99' in the channel 'website'. To find its key, list the channel's tickets: "
                + "`ticket-gateway tickets list website`, or GET /api/v1/channels/website/tickets."
        ),
        ("/api/v1/channels/websit/tickets/1/comments", "There is no channel 'websit'. Did you mean 'website'?"),
        (
            "/api/v1/channels/1/tickets/website",
            "There is no channel '1'. The channel comes first: did you mean the ticket '1' in 'website'?"
        ),
        (
            "/api/v1/channels/The%20shop%27s%20website",
            "There is no channel 'The shop's website'. Did you mean 'website'?"
        ),
        ("/api/v1/rules/Say%20thanks", "There is no rule 'Say thanks'. Did you mean 'thanks'?"),
        ("/api/v1/channels/website/labels/bgu", "There is no label 'bgu'. Did you mean 'bug'?"),
        ("/api/v1/connections/onw", "There is no connection 'onw'. Did you mean 'own'?"),
        ("/api/v1/clients/shoop", "There is no client 'shoop'. Did you mean 'shop'?"),
        ("/api/v1/rules/thnks", "There is no rule 'thnks'. Did you mean 'thanks'?"),
        ("/api/v1/rules/thnks/runs", "There is no rule 'thnks'. Did you mean 'thanks'?"),
        ("/api/v1/subscriptions/receivr", "There is no subscription 'receivr'. Did you mean 'receiver'?"),
        ("/api/v1/templates/bug-reprot", "There is no template 'bug-reprot'. Did you mean 'bug-report'?"),
        ("/api/v1/alerts/flavors/disc", "There is no flavor 'disc'. Did you mean 'disk'?"),
        (
            "/api/v1/jobs/nonsense",
            "There is no job 'nonsense'. It is named by its id: `ticket-gateway jobs list` lists the ids."
        ),
        (
            "/api/v1/tickets/1",
            "There is no ticket '1'. This path takes a ticket's id. By its key, it is at "
                + "/api/v1/channels/{slug}/tickets/{key}."
        ),
        (
            "/api/v1/channels/website/tickets/%231",
            "There is no ticket '#1' in the channel 'website'. Did you mean '1'?"
        ),
    ])
    func `a 404 names what does not exist`(path: String, detail: String) async throws {
        try await Self.run { gateway in
            try await gateway.admin.post("/api/v1/clients", ["slug": "shop", "scopes": ["tickets:read"]])
            let action: JSON = ["action": "comment", "body": "Thanks"]
            try await gateway.admin.post(
                "/api/v1/rules", ["slug": "thanks", "name": "Say thanks", "on": ["ticket.created"], "do": [action]])
            try await gateway.admin.post(
                "/api/v1/subscriptions", ["slug": "receiver", "url": "https://93.184.216.34/hook"])
            try await gateway.admin.post(
                "/api/v1/templates", ["slug": "bug-report", "ticket": ["title": "Bug"], "variables": []])
            try await gateway.admin.post("/api/v1/alerts/flavors", ["slug": "disk", "name": "Disk"])
            let answer = try await gateway.admin.get(path)
            #expect(answer.status == 404)
            #expect(answer.json["detail"] == .string(detail))
        }
    }

    @Test(arguments: [
        "/api/v1/tickets", "/api/v1/events", "/api/v1/deliveries", "/api/v1/operations", "/api/v1/templates",
    ])
    func `a filter by a channel that does not exist is refused`(list: String) async throws {
        try await Self.run { gateway in
            for query in ["channel=websit", "channel=website&channel=websit"]
            where list != "/api/v1/templates" || !query.contains("&") {
                let answer = try await gateway.admin.get("\(list)?\(query)")
                #expect(answer.status == 422)
                #expect(Self.errors(answer) == ["?channel there is no channel 'websit'. Did you mean 'website'?"])
            }
            #expect(try await gateway.admin.get("\(list)?channel=website").status == 200)
        }
    }

    @Test func `so is one by a connection that does not exist, and a replay of its deliveries`() async throws {
        try await Self.run { gateway in
            let channels = try await gateway.admin.get("/api/v1/channels?connection=onw")
            #expect(channels.status == 422)
            #expect(Self.errors(channels) == ["?connection there is no connection 'onw'. Did you mean 'own'?"])
            #expect(try await gateway.admin.get("/api/v1/channels?connection=own").json["data"]?.arrayValue?.count == 2)
            let span = "from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z"
            let replay = try await gateway.admin.post("/api/v1/deliveries/replay?channel=paymets&\(span)")
            #expect(replay.status == 422)
            #expect(Self.errors(replay) == ["?channel there is no channel 'paymets'. Did you mean 'payments'?"])
        }
    }

    @Test func `a stream for such a channel reports the problem as an event, and ends`() async throws {
        try await Self.run { gateway in
            let stream = try FollowedStream(gateway, query: "?channel=websit")
            var events: [(String?, String)] = []
            for await event in stream.events where event.event != "open" { events.append((event.event, event.data)) }
            #expect(events.map(\.0) == ["error"])
            let problem = try JSON(parsing: Array((events.first?.1 ?? "").utf8))
            #expect(problem["status"] == 422 && problem["code"] == "invalid_request")
            #expect(
                problem["errors"] == [
                    ["pointer": "?channel", "detail": "there is no channel 'websit'. Did you mean 'website'?"]
                ])
            #expect(try await stream.status == 200)
        }
    }

    private static func restriction(for channel: String) -> String {
        "Your token gives access only to the channel 'payments'. An administrator can create a token for other "
            + "channels: `ticket-gateway tokens create TITLE --scope SCOPE --channel \(channel)`."
    }

    @Test func `a caller restricted to channels learns of no other`() async throws {
        try await Self.run { gateway in
            let client = try await gateway.authorized(
                slug: "shop", scopes: ["tickets:read", "rules:admin", "channels:admin"], channels: ["payments"])
            for name in ["website", "websit"] {
                let restriction = Self.restriction(for: name)
                let answer = try await client.get("/api/v1/channels/\(name)")
                #expect(answer.status == 404)
                #expect(answer.json["detail"] == .string("There is no channel '\(name)'. \(restriction)"))
                let exchanged = try await client.get("/api/v1/channels/1/tickets/\(name)")
                #expect(exchanged.json["detail"] == .string("There is no channel '1'. \(Self.restriction(for: "1"))"))
                for list in ["/api/v1/tickets", "/api/v1/events", "/api/v1/deliveries"] {
                    let filtered = try await client.get("\(list)?channel=\(name)")
                    #expect(filtered.status == 422)
                    #expect(Self.errors(filtered) == ["?channel there is no channel '\(name)'. \(restriction)"])
                }
                let stream = try FollowedStream(gateway, token: client.token, query: "?channel=\(name)")
                var texts: [String] = []
                for await event in stream.events where event.event == "error" { texts.append(event.data) }
                #expect(texts.count == 1 && texts[0].contains("there is no channel '\(name)'. \(restriction)\""))
                let rule: JSON = [
                    "slug": "r", "on": ["ticket.created"], "channels": [.string(name)],
                    "do": [["action": "create_ticket", "channel": .string(name), "title": "T"]],
                ]
                #expect(
                    Self.errors(try await client.post("/api/v1/rules", rule)) == [
                        "/channels/0 there is no channel '\(name)'. \(restriction)",
                        "/do/0/channel there is no channel '\(name)'. \(restriction)",
                    ])
            }
            let own = try await client.get("/api/v1/tickets?channel=paymets")
            #expect(Self.errors(own) == ["?channel there is no channel 'paymets'. Did you mean 'payments'?"])
        }
    }

    @Test func `a reference in a body is named too`() async throws {
        try await Self.run { gateway in
            let subscription = try await gateway.admin.post(
                "/api/v1/subscriptions",
                ["slug": "s", "url": "https://93.184.216.34/hook", "channels": ["websit", "website"]])
            #expect(Self.errors(subscription) == ["/channels there is no channel 'websit'. Did you mean 'website'?"])
            let channel = try await gateway.admin.post(
                "/api/v1/channels", ["slug": "c", "connection": "onw", "path": "c"])
            #expect(Self.errors(channel) == ["/connection there is no connection 'onw'. Did you mean 'own'?"])
            let ticket = try await gateway.admin.post(
                "/api/v1/channels/website/tickets", ["title": "T", "template": "bgu"])
            #expect(Self.errors(ticket) == ["/template there is no template 'bgu'"])
            let template = try await gateway.admin.post(
                "/api/v1/templates", ["slug": "t", "channel": "websit", "ticket": ["title": "T"], "variables": []])
            #expect(Self.errors(template) == ["/channel there is no channel 'websit'. Did you mean 'website'?"])
        }
    }

    @Test func `a label that cannot exist is refused, one that does not exist yet is not`() async throws {
        try await Self.run { gateway in
            for list in ["/api/v1/tickets", "/api/v1/channels/website/tickets"] {
                #expect(try await gateway.admin.get("\(list)?label=incident").json["data"] == [])
                let joined = try await gateway.admin.get("\(list)?label=bug,ui")
                #expect(joined.status == 422)
                #expect(
                    Self.errors(joined) == [
                        "?label there is no label 'bug,ui'. "
                            + "Repeat the parameter to require several labels: label=bug&label=ui"
                    ])
                let blank = try await gateway.admin.get("\(list)?label=%20%0A")
                #expect(blank.status == 422 && blank.pointers == ["?label"])
            }
            try await gateway.admin.post("/api/v1/channels/website/tickets", ["title": "T", "labels": ["a,b"]])
            let found = try await gateway.admin.get("/api/v1/tickets?label=a,b")
            #expect(found.json["data"]?.arrayValue?.count == 1)
            #expect(try await gateway.admin.get("/api/v1/tickets?label=a,b&state=closed").json["data"] == [])
        }
    }

    @Test func `labels created with a ticket are in the list of labels at once`() async throws {
        try await Self.run { gateway in
            let path = "/api/v1/channels/website/labels"
            func names() async throws -> [String] {
                try await gateway.admin.get(path).json["data"]?.arrayValue?.compactMap { $0["name"]?.stringValue } ?? []
            }
            #expect(try await names() == ["bug"])
            try await gateway.admin.post("/api/v1/channels/website/tickets", ["title": "T", "labels": ["ui", "bug"]])
            #expect(try await names() == ["bug", "ui"])
            try await gateway.admin.patch("/api/v1/channels/website/tickets/1", ["add_labels": ["api"]])
            #expect(try await names() == ["api", "bug", "ui"])
            #expect(try await gateway.admin.get(path + "/api").status == 200)
        }
    }
}
