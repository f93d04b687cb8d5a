import Gateway
import GatewayTestSupport
import HTTPKit
import HTTPTypes
import Primitives
import RawServerSupport
import Testing

/// A word in a ticket that a caller may not read is in nothing that this caller can get: every GET route,
/// streams, outgoing webhooks, tests, replays and runs of rules.
@Suite(.timeLimit(.minutes(5))) struct CanaryTests {
    /// Routes that do not depend on a caller's rights or contain no ticket's content. They are not searched.
    private static let exempt: Set<String> = [
        "/which", "/check", "/metrics", "/openapi.yaml", "/openapi.json", "/api/spec", "/application/spec", "/apidocs/",
        "/apidocs/{file}",
        "/webhooks/{channel}", "/webhooks/{channel}/{secret}", "/api/v1/events/stream", "/api/v1/events/ws",
    ]

    @Test func `a confidential ticket is hidden from others as soon as it becomes confidential`() async throws {
        let receiver = try RawServer { connection, _ in connection.answer(200) }
        try await TestGateway.run { options in
            options.environment["TICKET_GATEWAY_SUBSCRIPTION_ALLOWED_NETWORKS"] = "127.0.0.0/8"
            options.dependencies.runsWorkers = true
        } _: { gateway in
            let scene = try await CanaryScene(gateway, receiver)
            try await scene.prepare()
            try await scene.settle("before")
            // The word is still public: the reader of this channel sees it, the reader of the other does not.
            #expect(
                try await scene.plain.get("/api/v1/channels/web/tickets/\(scene.key)").text.contains(CanaryScene.canary)
            )
            try await walk(scene, as: scene.elsewhere, "elsewhere, before")
            #expect(!receiver.bodies(at: "/elsewhere").contains(CanaryScene.canary))
            try await scene.conceal()
            try await scene.settle("after")
            for (caller, name) in [(scene.plain, "plain"), (scene.elsewhere, "elsewhere"), (scene.manager, "manager")] {
                try await walk(scene, as: caller, name)
                try await rehearse(scene, as: caller, name)
            }
            // The word can be found in lists, tickets, timelines, comments, links, runs, deliveries,
            // operations and the audit log.
            #expect(try await sightings(scene, as: gateway.admin).count > 25)
            // Data sent while it was public was visible to all; it is not sent again to anyone who
            // may not read it now.
            #expect(!receiver.bodies(at: "/plain").contains(CanaryScene.secret))
            #expect(!receiver.bodies(at: "/elsewhere").contains(CanaryScene.canary))
            #expect(receiver.bodies(at: "/all").contains(CanaryScene.secret))
            let before = receiver.bodies(at: "/plain").components(of: CanaryScene.canary)
            let span = "from=2020-01-01T00:00:00Z&to=2100-01-01T00:00:00Z"
            try await gateway.admin.post("/api/v1/subscriptions/plain/deliveries/replay?\(span)")
            try await scene.settle("replayed")
            #expect(receiver.bodies(at: "/plain").components(of: CanaryScene.canary) == before)
            try await follow(scene)
        }
    }

    /// Searches everything that a caller can get for the word and for the ticket's identifier.
    private func walk(_ scene: CanaryScene, as caller: TestClient, _ name: String) async throws {
        for (path, text) in try await sightings(scene, as: caller) {
            Issue.record("\(name) reads it at \(path): \(text.prefix(2000))")
        }
    }

    /// Calls every GET route with every object as its parameters. Returns where the word or the
    /// ticket was found.
    private func sightings(_ scene: CanaryScene, as caller: TestClient) async throws -> [(path: String, text: String)] {
        let objects = try await scene.objects()
        let patterns = scene.gateway.gateway.routes.filter { $0.method == .get && !Self.exempt.contains($0.pattern) }
            .map(\.pattern)
        #expect(patterns.count > 50)
        let remote = objects.tickets.map {
            "/api/v1/channels/\($0.channel)/tickets/\($0.key)?include=remote_data&fresh=true"
        }
        var seen: [(String, String)] = []
        for path in patterns.flatMap({ objects.paths(of: $0) }) + objects.details + remote {
            let text = try await caller.get(path).text
            if [CanaryScene.canary, scene.ticket].contains(where: { text.contains($0) && !path.contains($0) }) {
                seen.append((path, text))
            }
        }
        return seen
    }

    /// Tests and replays every rule on every event.
    private func rehearse(_ scene: CanaryScene, as caller: TestClient, _ name: String) async throws {
        let objects = try await scene.objects()
        for rule in objects.rules {
            for event in objects.events {
                let text = try await caller.post("/api/v1/rules/\(rule)/test", ["event_id": .string(event)]).text
                if text.contains(CanaryScene.canary) {
                    Issue.record("\(name) reads by a test of \(rule): \(text.prefix(2000))")
                }
            }
        }
    }

    /// Reads the stream from the beginning, over both protocols.
    private func follow(_ scene: CanaryScene) async throws {
        let begin = "?last_event_id=00000000-0000-0000-0000-000000000000"
        for (caller, mark) in [(scene.plain, "after"), (scene.elsewhere, "elsewhere-after")] {
            let stream = try FollowedStream(scene.gateway, token: caller.token, query: begin)
            let last = try #require(scene.marks[mark])
            for await event in stream.events {
                #expect(
                    !event.data.contains(CanaryScene.canary) && !event.data.contains(scene.ticket),
                    "\(mark): \(event.data)")
                if event.data.contains(last) { break }
            }
        }
    }
}

extension String {
    fileprivate func components(of word: String) -> Int { ranges(of: word).count }
}

extension RawServer {
    /// All requests to a path.
    fileprivate func bodies(at path: String) -> String {
        requests.filter { $0.target == path }.map { String(decoding: $0.body, as: UTF8.self) }.joined(separator: "\n")
    }
}
