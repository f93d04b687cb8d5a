import Foundation
import Gateway
import GatewayTestSupport
import HTTPTypes
import Postgres
import Primitives
import TestSupport
import Testing

/// Alerts that monitoring systems send, over a socket.
struct IncomingAlertTests {
    /// A gateway with a flavor for each source that can be received, and one without a source.
    private static func run(_ body: @Sendable (IncomingWorld) async throws -> Void) async throws {
        try await TestDatabase.withMigratedConfiguration { configuration in
            try await TestGateway.run(TestGateway.Options(), database: configuration) { gateway in
                try await TestServer.withClient(configuration) { database in
                    try await body(try await IncomingWorld(gateway, database))
                }
            }
        }
    }

    @Test func `an alert fires, repeats, is resolved and fires again`() async throws {
        try await Self.run { world in
            #expect(try await world.send("firing", "09:00").json["fired"] == 1)
            #expect(try await world.send("firing", "09:00").json["repeated"] == 1)
            let listed = try await world.list()
            #expect(listed?.count == 1)
            #expect(listed?[0]["summary"] == "Disk is full" && listed?[0]["severity"] == 10)
            #expect(listed?[0]["end_time"]?.isNull == true)
            let ended = try await world.send("resolved", "09:00", end: "09:30")
            #expect(ended.status == 200 && ended.json["resolved"] == 1)
            #expect(try await world.list()?[0]["end_time"] == "2026-01-31T09:30:00Z")
            // Late copies change nothing.
            #expect(try await world.send("firing", "09:00").json["ignored"] == 1)
            #expect(try await world.send("resolved", "09:00", end: "09:30").json["ignored"] == 1)
            #expect(try await world.send("firing", "10:00").json["fired"] == 1)
            #expect(try await world.list()?.count == 2)
            #expect(try await world.episodes() == [2, 1])
        }
    }

    @Test func `50 copies at once are one episode`() async throws {
        try await Self.run { world in
            let fired = try await withThrowingTaskGroup(of: Int64.self) { group in
                for _ in 0..<50 {
                    group.addTask { try await world.send("firing", "09:00").json["fired"]?.integerValue ?? -1 }
                }
                return try await group.reduce(0, +)
            }
            #expect(fired == 1)
            #expect(try await world.episodes() == [50])
            #expect(try await world.list()?.count == 1)
        }
    }

    @Test func `one bad alert does not lose the others, and a body of bad ones is refused`() async throws {
        try await Self.run { world in
            let good = IncomingWorld.alert("firing", "09:00")
            let mixed = try await world.post("alertmanager", ["alerts": [["status": "x"], good]])
            #expect(mixed.status == 200 && mixed.json["fired"] == 1)
            #expect(mixed.json["problems"]?[0]?["pointer"] == "/alerts/0/status")
            let bad = try await world.post("alertmanager", ["alerts": [["status": "x"]]])
            #expect(bad.status == 422 && bad.pointers == ["/alerts/0/status"])
            #expect(try await world.post("alertmanager", ["alerts": []]).status == 200)
        }
    }

    @Test func `a generic alert is received at the address with the token`() async throws {
        try await Self.run { world in
            let path = "/alerts/generic/\(world.token)"
            let fired = try await world.gateway.anonymous.post(path, ["title": "Queue is long", "severity": "low"])
            #expect(fired.status == 200 && fired.json["fired"] == 1)
            let ended = try await world.gateway.anonymous.post(path, ["title": "Queue is long", "status": "resolved"])
            #expect(ended.json["resolved"] == 1)
            #expect(!world.gateway.log.text.contains(world.token))
            // Keys that PostgreSQL could not index are hashed.
            let long: JSON = ["title": "L", "fingerprint": .string(String(repeating: "k", count: 100_000))]
            #expect(try await world.gateway.anonymous.post(path, long).json["fired"] == 1)
            #expect(try await world.gateway.anonymous.post(path, long).json["repeated"] == 1)
        }
    }

    @Test func `every form of the token is accepted, and others are refused`() async throws {
        try await Self.run { world in
            let basic = Data("alertmanager:\(world.token)".utf8).base64EncodedString()
            for text in ["Bearer \(world.token)", "Token \(world.token)", "Basic \(basic)"] {
                #expect(try await world.post("generic", ["title": "A"], authorization: text).status == 200, "\(text)")
            }
            for text in [nil, "Bearer x", "Basic \(world.token)", "Bearer \(world.gateway.adminToken)"] {
                let answer = try await world.post("generic", ["title": "A"], authorization: text)
                #expect(answer.status == 401, "\(text ?? "none")")
            }
            // A token of other flavors learns nothing about this one.
            #expect(try await world.post("secret", ["title": "A"]).status == 401)
            #expect(try await world.post("missing", ["title": "A"]).status == 401)
            #expect(try await world.post("plain", ["title": "A"]).status == 409)
            try await world.gateway.admin.patch("/api/v1/alerts/flavors/generic", ["enabled": false])
            #expect(try await world.post("generic", ["title": "A"]).status == 409)
        }
    }

    @Test func `alerts that cannot be stored are answered with 503 and Retry-After`() async throws {
        try await Self.run { world in
            try await world.database.run(
                """
                CREATE FUNCTION fill_disk() RETURNS trigger LANGUAGE plpgsql AS
                    'BEGIN RAISE EXCEPTION USING ERRCODE = ''disk_full''; END'
                """)
            try await world.database.run(
                "CREATE TRIGGER disk_is_full BEFORE INSERT ON alert_episode FOR EACH ROW EXECUTE FUNCTION fill_disk()")
            let broken = try await world.send("firing", "09:00")
            #expect(broken.status == 503 && broken.header("Retry-After") != nil)
            #expect(try await world.list()?.isEmpty == true)
            try await world.database.run("DROP TRIGGER disk_is_full ON alert_episode")
            #expect(try await world.send("firing", "09:00").json["fired"] == 1)
        }
    }
}

/// A gateway with flavors of incoming alerts, and a token for most of them.
private struct IncomingWorld: Sendable {
    let gateway: TestGateway
    let database: PostgresClient
    let token: String

    init(_ gateway: TestGateway, _ database: PostgresClient) async throws {
        let sources: [(slug: String, source: JSON)] = [
            ("alertmanager", "alertmanager"), ("generic", "generic"), ("secret", "generic"), ("plain", .null),
        ]
        for (slug, source) in sources {
            let flavor: JSON = ["slug": .string(slug), "name": .string(slug), "enabled": true, "source": source]
            try #require(try await gateway.admin.post("/api/v1/alerts/flavors", flavor).status == 201)
        }
        let made = try await gateway.admin.post(
            "/api/v1/alerts/tokens", ["summary": "Senders", "flavors": ["alertmanager", "generic", "plain"]])
        self.gateway = gateway
        self.database = database
        token = try #require(made.json["token"]?.stringValue)
    }

    static func alert(_ status: String, _ start: String, end: String? = nil) -> JSON {
        [
            "status": .string(status), "labels": ["alertname": "Disk", "severity": "critical"],
            "annotations": ["summary": "Disk is full"], "startsAt": .string("2026-01-31T\(start):00Z"),
            "endsAt": .string(end.map { "2026-01-31T\($0):00Z" } ?? "0001-01-01T00:00:00Z"), "fingerprint": "f",
        ]
    }

    /// Sends an alert as Alertmanager does.
    func send(_ status: String, _ start: String, end: String? = nil) async throws -> TestResponse {
        let alerts: JSON = [Self.alert(status, start, end: end)]
        return try await post("alertmanager", ["version": "4", "status": .string(status), "alerts": alerts])
    }

    func post(_ flavor: String, _ body: JSON) async throws -> TestResponse {
        try await post(flavor, body, authorization: "Bearer \(token)")
    }

    func post(_ flavor: String, _ body: JSON, authorization: String?) async throws -> TestResponse {
        var headers = HTTPFields()
        headers[.authorization] = authorization
        return try await gateway.anonymous.post("/alerts/\(flavor)", body, headers: headers)
    }

    /// The alerts of Alertmanager in the Alerts API.
    func list() async throws -> [JSON]? {
        try await gateway.admin.get("/api/v1/alerts/alert/?flavors=alertmanager").json["alerts"]?.arrayValue
    }

    /// The number of alerts in each episode.
    func episodes() async throws -> [Int] {
        try await database.run("SELECT count FROM alert_episode ORDER BY fired_at").map { try $0.decode("count") }
    }
}
