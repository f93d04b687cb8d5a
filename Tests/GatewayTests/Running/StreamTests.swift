import Access
import EventLoop
import Foundation
import Gateway
import GatewayTestSupport
import HTTPKit
import Postgres
import Primitives
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct StreamTests {
    /// A channel of the built-in tracker.
    private func prepare(_ gateway: TestGateway) async throws {
        try await gateway.admin.post("/api/v1/connections", ["slug": "own", "tracker": "local"])
        try await gateway.admin.post("/api/v1/channels", ["slug": "web", "connection": "own", "path": "web"])
    }

    @Test func `an event that one process writes reaches the streams of another`() async throws {
        try await TestDatabase.withMigratedConfiguration { database in
            try await TestGateway.run(TestGateway.Options(), database: database) { first in
                try await prepare(first)
                try await TestGateway.run(TestGateway.Options(), database: database) { second in
                    let stream = try FollowedStream(
                        second, token: first.adminToken, query: "?channel=web&type=ticket.created")
                    var events = stream.events.makeAsyncIterator()
                    #expect(await events.next()?.event == "open")
                    let made = try await first.admin.post("/api/v1/channels/web/tickets", ["title": "Hello"])
                    let event = try #require(await events.next())
                    let json = try JSON(parsing: Array(event.data.utf8))
                    #expect(event.event == "ticket.created")
                    #expect(json["ticket"] == made.json["id"])
                    #expect(json["id"]?.stringValue == event.id)
                    // The same as in the list, in the same words.
                    let listed = try await first.admin.get("/api/v1/events?type=ticket.created")
                    #expect(listed.json["data"]?.arrayValue == [json])
                }
            }
        }
    }

    @Test func `a resumed stream misses nothing`() async throws {
        try await TestGateway.run { gateway in
            try await prepare(gateway)
            for number in 0..<5 {
                try await gateway.admin.post("/api/v1/channels/web/tickets", ["title": .string("T\(number)")])
            }
            let listed = try await gateway.admin.get("/api/v1/events?type=ticket.created&sort=occurred_at")
            let ids = (listed.json["data"]?.arrayValue ?? []).compactMap { $0["id"]?.stringValue }
            try #require(ids.count == 5)
            let stream = try FollowedStream(
                gateway, query: "?type=ticket.created&last_event_id=\(ids[0])", last: ids[1])
            var seen: [String] = []
            for await event in stream.events where event.event == "ticket.created" {
                seen.append(event.id ?? "")
                if seen.count == 3 { break }
            }
            #expect(seen == Array(ids[2...]))
        }
    }

    @Test func `a stream ends with the reason as soon as its token is revoked`() async throws {
        try await TestGateway.run {
            // The cache is valid for longer than the test: only the notification of the change ends the stream.
            $0.dependencies.accessTimes = AccessTimes(memory: .seconds(3600))
        } _: { gateway in
            let made = try await gateway.admin.post("/api/v1/tokens", ["title": "reader", "scopes": ["tickets:read"]])
            let stream = try FollowedStream(gateway, token: try #require(made.json["token"]?.stringValue))
            var events = stream.events.makeAsyncIterator()
            #expect(await events.next()?.event == "open")
            try await gateway.admin.delete(try #require(made.header("Location")))
            let end = try #require(await events.next())
            #expect(end.event == "end")
            #expect(end.data.contains("access_revoked"))
            #expect(await events.next() == nil)
            #expect(try await stream.status == 200)
        }
    }

    @Test func `a client's streams end in every process as soon as it loses the scope`() async throws {
        try await TestDatabase.withMigratedConfiguration { database in
            var options = TestGateway.Options()
            options.dependencies.accessTimes = AccessTimes(memory: .seconds(3600))
            try await TestGateway.run(options, database: database) { [options] first in
                let reader = try await first.authorized(slug: "reader", scopes: ["tickets:read", "alerts:read"])
                let token = try #require(reader.token)
                try await TestGateway.run(options, database: database) { second in
                    let streams = [try FollowedStream(first, token: token), try FollowedStream(second, token: token)]
                    for stream in streams { for await event in stream.events where event.event == "open" { break } }
                    let patched = try await first.admin.patch("/api/v1/clients/reader", ["scopes": ["alerts:read"]])
                    #expect(patched.status == 200)
                    for stream in streams {
                        let last = await stream.events.first { _ in true }
                        #expect(last?.event == "end")
                        #expect(last?.data.contains("access_revoked") == true)
                    }
                }
            }
        }
    }

    @Test func `a caller has a limited number of streams, and closing one frees a slot`() async throws {
        try await TestGateway.run {
            $0.environment["TICKET_GATEWAY_MAX_STREAMS_PER_CALLER"] = "1"
            $0.environment["TICKET_GATEWAY_STREAM_HEARTBEAT"] = "100ms"
        } _: { gateway in
            let other = try await gateway.authorized(slug: "other", scopes: ["tickets:read"])
            do {
                let stream = try FollowedStream(gateway)
                for await event in stream.events where event.event == "open" { break }
                for address in ["/api/v1/events/stream", "/api/v1/events/stream?type=ticket.created"] {
                    let refused = try await gateway.admin.get(address)
                    #expect(refused.status == 429)
                    #expect(refused.json["code"] == "stream_limit_reached")
                    #expect(refused.header("Retry-After") == "5")
                }
                let theirs = try FollowedStream(gateway, token: other.token)
                for await event in theirs.events where event.event == "open" { break }
                withExtendedLifetime(stream) {}
            }
            // The clients are gone: their places are free as soon as the gateway notices.
            while !(try await gateway.anonymous.get("/metrics").text.contains(
                #"ticket_gateway_event_streams{kind="sse"} 0"#))
            {}
            let stream = try FollowedStream(gateway)
            for await event in stream.events where event.event == "open" { break }
            #expect(try await gateway.admin.get("/api/v1/events/stream").status == 429)
            withExtendedLifetime(stream) {}
        }
    }

    @Test func `a stopping gateway ends its streams with the reason, without waiting for them`() async throws {
        try await TestDatabase.withMigratedConfiguration { database in
            let (streams, add) = AsyncStream.makeStream(of: FollowedStream.self)
            try await TestGateway.run(TestGateway.Options(), database: database) { gateway in
                let stream = try FollowedStream(gateway)
                var events = stream.events.makeAsyncIterator()
                #expect(await events.next()?.event == "open")
                add.yield(stream)
            }
            for await stream in streams {
                var last: ServerSentEvent?
                for await event in stream.events { last = event }
                #expect(last?.event == "end")
                #expect(last?.data.contains("server_stopping") == true)
                #expect(try await stream.status == 200)
                break
            }
        }
    }

    @Test func `there are slots for a number of streams, and the next is refused`() async throws {
        try await TestGateway.run {
            $0.environment["TICKET_GATEWAY_MAX_STREAMS"] = "1"
        } _: { gateway in
            let stream = try FollowedStream(gateway)
            var events = stream.events.makeAsyncIterator()
            #expect(await events.next()?.event == "open")
            let refused = try await gateway.admin.get("/api/v1/events/stream")
            #expect(refused.status == 503)
            #expect(refused.json["code"] == "too_many_streams")
            let metrics = try await gateway.anonymous.get("/metrics")
            #expect(metrics.text.contains(#"ticket_gateway_event_streams{kind="sse"} 1"#))
            withExtendedLifetime(stream) {}
        }
    }

    @Test func `unsupported redirects are refused with a problem`() async throws {
        try await TestGateway.run { gateway in
            let unknown = try await gateway.admin.get(
                "/api/v1/events/stream?last_event_id=00000000-0000-7000-8000-000000000000")
            #expect(unknown.status == 410)
            #expect(unknown.json["code"] == "last_event_unknown")
            #expect(try await gateway.admin.get("/api/v1/events/stream?last_event_id=x").status == 422)
            #expect(
                try await gateway.admin.get("/api/v1/events/stream", headers: .named(["Last-Event-ID": "x"])).status
                    == 422)
            #expect(try await gateway.admin.get("/api/v1/events/stream?type=x").status == 422)
            #expect(try await gateway.admin.get("/api/v1/events/ws").status == 426)
        }
    }

    @Test func `the websockets library accepts the gateway as a WebSocket server`() async throws {
        guard let python = ProcessInfo.processInfo.environment["TICKET_GATEWAY_TEST_PYTHON"] else {
            return print("websockets check skipped: set TICKET_GATEWAY_TEST_PYTHON, as make test does")
        }
        try await TestGateway.run { gateway in
            try await prepare(gateway)
            let script = try Repository.root() + "/scripts/lib/websockets_check.py"
            let outcome = try await Self.run(python, [script, gateway.url, gateway.adminToken, "web"])
            #expect(outcome.status == 0, Comment(rawValue: outcome.output))
            #expect(outcome.output.contains("websockets: all checks passed"), Comment(rawValue: outcome.output))
        }
    }

    /// Runs a program to its end.
    private static func run(_ program: String, _ arguments: [String]) async throws -> (status: Int32, output: String) {
        try await BlockingWork.run {
            let process = Process()
            let pipe = Pipe()
            process.executableURL = URL(fileURLWithPath: program)
            process.arguments = arguments
            process.standardOutput = pipe
            process.standardError = pipe
            try process.run()
            let output = pipe.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            return (process.terminationStatus, String(decoding: output, as: UTF8.self))
        }
    }
}
