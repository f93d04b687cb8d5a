import HTTPKit
import HTTPServer
import HTTPTypes
import Synchronization
import Testing

struct StreamingTests {
    private static let get = "GET /stream HTTP/1.1\r\nHost: a\r\n\r\n"

    @Test func `a stream's chunks arrive while the handler is running (RFC 9112, section 7.1)`() async throws {
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        try await TestServer.run(routes: { router in
            router.on(.get, "/stream") { _ in
                .stream(contentType: "text/event-stream") { writer in
                    try await writer.write("data: 1\n\n")
                    for await _ in gate { break }
                    try await writer.write("data: 2\n\n")
                }
            }
        }) { server async throws in
            let client = try server.connect()
            try await client.send(Self.get)
            var received = ""
            while !received.contains("data: 1") {
                received += String(decoding: try await client.receive(), as: UTF8.self)
            }
            #expect(!received.contains("data: 2"))
            open.yield()
            while !received.hasSuffix("0\r\n\r\n") {
                received += String(decoding: try await client.receive(), as: UTF8.self)
            }
            #expect(TestResponse.parse(Array(received.utf8)).first?.body == "data: 1\n\ndata: 2\n\n")
            #expect(try await client.exchange(TestServer.get)?.body == "hello")
        }
    }

    @Test func `a slow reader blocks the writer, and then receives everything`() async throws {
        let written = Counter()
        let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 64 << 10)
        let pieces = 400
        try await TestServer.run(routes: { router in
            router.on(.get, "/stream") { _ in
                .stream(contentType: "text/plain") { writer in
                    for _ in 0..<pieces {
                        try await writer.write(piece)
                        written.add(piece.count)
                    }
                }
            }
        }) { server async throws in
            let client = try server.connect()
            try await client.send(Self.get)
            // The client does not read for now. The exchanges on a second connection give the server enough time to
            // continue writing.
            let other = try server.connect()
            for _ in 0..<50 { _ = try await other.exchange(TestServer.get) }
            #expect(written.value < pieces * piece.count / 2)
            var received: [UInt8] = []
            while !received.suffix(5).elementsEqual("0\r\n\r\n".utf8) { received += try await client.receive() }
            #expect(TestResponse.parse(received).first?.body.utf8.count == pieces * piece.count)
            #expect(written.value == pieces * piece.count)
        }
    }

    @Test func `a writer whose client disconnects gets an error`() async throws {
        let (ended, end) = AsyncStream.makeStream(of: (any Error).self)
        try await TestServer.run(routes: { router in
            router.on(.get, "/stream") { _ in
                .stream(contentType: "text/plain") { writer in
                    do {
                        while true { try await writer.write([UInt8](repeating: 0, count: 1 << 10)) }
                    } catch {
                        end.yield(error)
                        throw error
                    }
                }
            }
        }) { server async throws in
            let client = try server.connect()
            try await client.send(Self.get)
            _ = try await client.receive()
            client.close()
            let error = await ended.first { _ in true }
            #expect(error is ResponseWriterError || error is CancellationError)
        }
    }

    @Test func `a stream that fails is cut off, not ended (RFC 9112, section 8)`() async throws {
        struct Failure: Error {}
        try await TestServer.run(routes: { router in
            router.on(.get, "/stream") { _ in
                .stream(contentType: "text/plain") { writer in
                    try await writer.write("partial")
                    throw Failure()
                }
            }
        }) { server async throws in
            let client = try server.connect()
            try await client.send(Self.get)
            let text = String(decoding: (try? await client.receiveAll()) ?? [], as: UTF8.self)
            #expect(!text.hasSuffix("0\r\n\r\n"))
        }
    }

    @Test func `a stream to an HTTP 1.0 client is not chunked and ends with the connection (RFC 9112, section 6.1)`()
        async throws
    {
        try await TestServer.run(routes: { router in
            router.on(.get, "/stream") { _ in .stream(contentType: "text/plain") { try await $0.write("all of it") } }
        }) { server async throws in
            let client = try server.connect()
            try await client.send("GET /stream HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
            let text = String(decoding: try await client.receiveAll(), as: UTF8.self)
            #expect(text.hasSuffix("Connection: close\r\n\r\nall of it"))
            #expect(!text.contains("Transfer-Encoding"))
        }
    }

    @Test func `HEAD of a stream does not run it`() async throws {
        let runs = Counter()
        try await TestServer.run(routes: { router in
            router.on(.get, "/stream") { _ in
                .stream(contentType: "text/plain") { _ in runs.add() }
            }
        }) { server async throws in
            let response = try await server.connect().exchange("HEAD /stream HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(response?.status == 200)
            #expect(runs.value == 0)
        }
    }

    @Test func `a writer that outlives its response gets an error`() async throws {
        let kept = Mutex<ResponseWriter?>(nil)
        try await TestServer.run(routes: { router in
            router.on(.get, "/stream") { _ in
                .stream(contentType: "text/plain") { writer in kept.withLock { $0 = writer } }
            }
        }) { server async throws in
            _ = try await server.connect().exchange(Self.get)
            let writer = try #require(kept.withLock { $0 })
            await #expect(throws: ResponseWriterError.finished) { try await writer.write("late") }
        }
    }

    @Test func `a request's body arrives piece by piece`() async throws {
        let (pieces, piece) = AsyncStream.makeStream(of: String.self)
        try await TestServer.run(routes: { router in
            router.on(.post, "/pieces") { request in
                for try await chunk in request.body { piece.yield(String(decoding: chunk, as: UTF8.self)) }
                return .noContent
            }
        }) { server async throws in
            let client = try server.connect()
            var received = pieces.makeAsyncIterator()
            try await client.send("POST /pieces HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")
            #expect(await received.next() == "abc")
            try await client.send("3\r\ndef\r\n")
            #expect(await received.next() == "def")
            #expect(try await client.exchange("0\r\n\r\n")?.status == 204)
        }
    }
}
