import HTTPKit
import HTTPServer
import HTTPTypes
import Testing

struct DrainTests {
    @Test func `a request in flight is finished, and its response has Connection: close`() async throws {
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        let (entered, enter) = AsyncStream.makeStream(of: Void.self)
        try await TestServer.run(routes: { router in
            router.on(.get, "/slow") { _ in
                enter.yield()
                for await _ in gate { break }
                return .text("done")
            }
        }) { server async throws in
            let client = try server.connect()
            try await client.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
            for await _ in entered { break }
            async let drained: Void = server.server.drain(within: .seconds(10))
            // Connections are refused as soon as the drain has started.
            while (try? server.connect()) != nil { await Task.yield() }
            open.yield()
            let responses = TestResponse.parse(try await client.receiveAll())
            #expect(responses.map(\.body) == ["done"])
            #expect(responses.first?.fields["connection"] == "close")
            client.close()
            await drained
            #expect(server.server.statistics.openConnections == 0)
        }
    }

    @Test func `an idle connection ends after its grace`() async throws {
        try await TestServer.run({ $0.drainIdleGrace = .milliseconds(20) }) { server async throws in
            let client = try server.connect()
            #expect(try await client.exchange(TestServer.get)?.status == 200)
            async let drained: Void = server.server.drain(within: .seconds(10))
            #expect(try await client.receiveAll().isEmpty)
            client.close()
            await drained
        }
    }

    @Test func `a request that reaches an idle connection while draining is served`() async throws {
        try await TestServer.run { server async throws in
            let client = try server.connect()
            #expect(try await client.exchange(TestServer.get)?.status == 200)
            async let drained: Void = server.server.drain(within: .seconds(10))
            while (try? server.connect()) != nil { await Task.yield() }
            let response = try await client.exchange(TestServer.get)
            #expect(response?.status == 200)
            #expect(response?.fields["connection"] == "close")
            client.close()
            await drained
        }
    }

    @Test func `a live stream ends after its grace period, complete`() async throws {
        let (events, event) = AsyncStream.makeStream(of: String.self)
        try await TestServer.run(
            { $0.drainStreamGrace = .milliseconds(20) },
            routes: { router in
                router.on(.get, "/live") { _ in
                    .stream(contentType: "text/event-stream") { writer in
                        for await event in events { try await writer.write(event) }
                    }
                }
            }
        ) { server async throws in
            let client = try server.connect()
            event.yield("data: 1\n\n")
            try await client.send("GET /live HTTP/1.1\r\nHost: a\r\n\r\n")
            var received: [UInt8] = []
            while !String(decoding: received, as: UTF8.self).contains("data: 1") {
                received += try await client.receive()
            }
            async let drained: Void = server.server.drain(within: .seconds(10))
            received += try await client.receiveAll()
            #expect(TestResponse.parse(received).map(\.body) == ["data: 1\n\n"])
            client.close()
            await drained
        }
    }

    @Test func `endless input is cut`() async throws {
        let (gate, _) = AsyncStream.makeStream(of: Void.self)
        try await TestServer.run(routes: { router in
            router.on(.get, "/slow") { _ in
                for await _ in gate { break }
                return .noContent
            }
        }) { server async throws in
            let client = try server.connect()
            try await client.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
            await server.server.drain(within: .milliseconds(50))
            #expect(TestResponse.parse((try? await client.receiveAll()) ?? []).isEmpty)
        }
    }

    @Test func `draining under load loses no request`() async throws {
        let lost = Counter()
        let served = Counter()
        try await TestServer.run { server async throws in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<16 {
                    let client = try server.connect()
                    group.addTask {
                        while true {
                            guard let response = try? await client.exchange(TestServer.get), response.status == 200
                            else {
                                lost.add()
                                return
                            }
                            served.add()
                            if response.fields["connection"] == "close" { return }
                        }
                    }
                }
                while served.value < 200 { await Task.yield() }
                await server.server.drain(within: .seconds(10))
                try await group.waitForAll()
            }
        }
        #expect(lost.value == 0)
    }
}
