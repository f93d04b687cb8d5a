import Foundation
import HTTPKit
import HTTPTypes
import RawServerSupport
import Synchronization
import Testing

@testable import HTTPClient

struct CurlTransportTests {
    private func transport(_ change: (inout CurlConfiguration) -> Void = { _ in }) throws -> CurlTransport {
        var configuration = CurlConfiguration(userAgent: "ticket-gateway/test")
        change(&configuration)
        return try CurlTransport(configuration, guard: nil)
    }

    private func failure(_ transport: CurlTransport, _ request: ClientRequest) async -> TransportError? {
        await #expect(throws: TransportError.self) { try await transport.send(request) }
    }

    @Test func `a response is delivered completely`() async throws {
        let server = try RawServer { connection, _ in
            connection.answer(200, fields: ["X-One: 1", "X-Two:  a  ", "X-Two: b"], body: "hello")
        }
        let response = try await transport().send(ClientRequest(.get, server.url("/a?b=c")))
        #expect(response.status == 200)
        #expect(response.body == Array("hello".utf8))
        #expect(response.headers[HTTPField.Name("x-one")!] == "1")
        #expect(response.headers[values: HTTPField.Name("x-two")!] == ["a", "b"])
        #expect(response.finalURL == server.url("/a?b=c"))
        #expect(!response.isFromCache)
        let request = try #require(server.requests.first)
        #expect(request.target == "/a?b=c")
        #expect(request.fields["user-agent"] == "ticket-gateway/test")
        #expect(request.fields["accept-encoding"] == "gzip")
        #expect(request.fields["expect"] == nil)
    }

    @Test(.timeLimit(.minutes(1))) func `after a shutdown, running and later calls have failed`() async throws {
        let (calls, called) = AsyncStream.makeStream(of: Void.self)
        let server = try RawServer { connection, _ in
            called.yield()
            while !connection.clientLeaves(within: 20) {}
            return false
        }
        let transport = try transport()
        let running = Task { await failure(transport, ClientRequest(.get, server.url())) }
        for await _ in calls { break }
        await transport.shutdown()
        #expect(await running.value?.kind == .cancelled)
        #expect(await failure(transport, ClientRequest(.get, server.url()))?.kind == .cancelled)
        await transport.shutdown()
    }

    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            // Neither is ever silent.
            "HTTP/1.1 401 Test\r\nContent-Length: 1000000\r\n\r\n", "HTTP/1.1 100 Continue\r\n\r\n",
        ])
    func `a stream whose response is not one ends in time`(_ beginning: String) async throws {
        let server = try RawServer { connection, _ in
            connection.send(beginning)
            while connection.send(beginning.hasPrefix("HTTP/1.1 4") ? "x" : beginning),
                !connection.clientLeaves(within: 20)
            {}
            return false
        }
        let request = ClientRequest(.get, server.url(), timeout: .milliseconds(300))
        let error = await #expect(throws: TransportError.self) {
            try await transport().stream(request, silence: .seconds(30)) { _ in true }
        }
        #expect(error?.kind == .timeout)
    }

    @Test(.timeLimit(.minutes(1))) func `a stream that has begun may last longer than the request's timeout`()
        async throws
    {
        let server = try RawServer { connection, _ in
            connection.send("HTTP/1.1 200 Test\r\nConnection: close\r\n\r\n")
            for _ in 0..<10 where !connection.clientLeaves(within: 50) { connection.send("x") }
            return false
        }
        let pieces = Mutex(0)
        let response = try await transport().stream(
            ClientRequest(.get, server.url(), timeout: .milliseconds(100)), silence: .seconds(30)
        ) { bytes in
            pieces.withLock { $0 += bytes.count }
            return true
        }
        #expect(response.status == 200 && pieces.withLock { $0 } == 10)
    }

    @Test(arguments: [HTTPRequest.Method.post, .put, .patch, .delete, .get])
    func `a body is sent with its method`(_ method: HTTPRequest.Method) async throws {
        let server = try RawServer { connection, _ in connection.answer(201) }
        let body = [UInt8](repeating: 7, count: 200_000)
        let headers: HTTPFields = [.contentType: "application/json", .contentLength: "5", .transferEncoding: "chunked"]
        let response = try await transport().send(ClientRequest(method, server.url(), headers: headers, body: body))
        #expect(response.status == 201)
        let request = try #require(server.requests.first)
        #expect(request.method == method.rawValue)
        #expect(request.body == body)
        #expect(request.fields["content-type"] == "application/json")
        #expect(request.fields["transfer-encoding"] == nil)
    }

    @Test(arguments: [HTTPRequest.Method.post, .put, .patch, .delete, .options, .get, .head])
    func `a method without a body is sent as it is`(_ method: HTTPRequest.Method) async throws {
        let server = try RawServer { connection, request in
            request.method == "HEAD"
                ? connection.send("HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n") : connection.answer(200)
        }
        let response = try await transport().send(ClientRequest(method, server.url()))
        #expect(response.status == 200)
        let request = try #require(server.requests.first)
        #expect(request.method == method.rawValue)
        #expect(request.fields["content-length"] == ([.post, .put, .patch].contains(method) ? "0" : nil))
        #expect(request.fields["transfer-encoding"] == nil)
    }

    @Test func `an interim response is skipped`() async throws {
        let server = try RawServer { connection, _ in
            connection.send("HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\n")
                && connection.answer(200, fields: ["X-Late: 1"])
        }
        let response = try await transport().send(ClientRequest(.get, server.url()))
        #expect(response.headers[HTTPField.Name("x-early")!] == nil)
        #expect(response.headers[HTTPField.Name("x-late")!] == "1")
    }

    @Test func `a chunked response is assembled without its trailers`() async throws {
        let server = try RawServer { connection, _ in
            connection.send(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\nX-Trailer: 1\r\n\r\n")
        }
        let response = try await transport().send(ClientRequest(.get, server.url()))
        #expect(response.body == Array("abcde".utf8))
        #expect(response.headers[HTTPField.Name("x-trailer")!] == nil)
    }

    @Test func `connections are used again`() async throws {
        let server = try RawServer { connection, _ in connection.answer(200) }
        let transport = try transport()
        for _ in 0..<20 { _ = try await transport.send(ClientRequest(.get, server.url())) }
        for _ in 0..<5 { _ = try await transport.send(ClientRequest(.post, server.url(), body: [1])) }
        #expect(server.requests.count == 25)
        #expect(server.connections == 1)
    }

    @Test func `500 concurrent requests are all answered`() async throws {
        let server = try RawServer { connection, request in connection.answer(200, body: request.target) }
        let transport = try transport { $0.maximumConnections = 32 }
        let answers = try await withThrowingTaskGroup(of: String.self) { group in
            for number in 0..<500 {
                group.addTask {
                    String(
                        decoding: try await transport.send(ClientRequest(.get, server.url("/\(number)"))).body,
                        as: UTF8.self)
                }
            }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(answers == Set((0..<500).map { "/\($0)" }))
        #expect(server.connections <= 32)
    }

    @Test func `a silent server causes a timeout`() async throws {
        let server = try RawServer { connection, _ in
            connection.hang()
            return false
        }
        let error = await failure(
            try transport(), ClientRequest(.post, server.url("/?key=secret"), body: [1], timeout: .milliseconds(200)))
        #expect(error?.kind == .timeout)
        #expect(error?.requestMayHaveBeenProcessed == true)
        #expect(error?.detail.contains("secret") == false)
    }

    @Test func `a peer that sends too slowly is disconnected`() async throws {
        let server = try RawServer { connection, _ in
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
            while !connection.clientLeaves(within: 300) { guard connection.send("x") else { break } }
            return false
        }
        let slow = try transport {
            $0.minimumBytesPerSecond = 100
            $0.slowPeriod = .seconds(1)
        }
        #expect(await failure(slow, ClientRequest(.get, server.url(), timeout: .seconds(60)))?.kind == .timeout)
    }

    @Test func `a truncated body is not a valid response`() async throws {
        let server = try RawServer { connection, _ in
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this")
            return false
        }
        let error = await failure(try transport(), ClientRequest(.get, server.url()))
        #expect(error?.kind == .connectionLost)
        #expect(error?.requestMayHaveBeenProcessed == true)
    }

    @Test func `a truncated chunked body is not a valid response`() async throws {
        let server = try RawServer { connection, _ in
            connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc")
            return false
        }
        #expect(await failure(try transport(), ClientRequest(.get, server.url()))?.kind == .connectionLost)
    }

    @Test func `a dropped reply is reported as lost, on a new connection`() async throws {
        let server = try RawServer { _, _ in false }
        let error = await failure(try transport(), ClientRequest(.post, server.url(), body: [1]))
        #expect(error?.kind == .connectionLost)
        #expect(error?.requestMayHaveBeenProcessed == true)
        #expect(server.requests.count == 1)
    }

    @Test(arguments: [[UInt8]?.some(Array("{}".utf8)), .some([]), nil], [true, false])
    func `a write is not repeated if its reply is dropped on a reused connection`(_ body: [UInt8]?, resets: Bool)
        async throws
    {
        let server = try RawServer { connection, request in
            if request.method == "GET" { return connection.answer(200) }
            if resets { connection.reset() }
            return false
        }
        let transport = try transport()
        _ = try await transport.send(ClientRequest(.get, server.url()))
        let error = await failure(transport, ClientRequest(.post, server.url(), body: body))
        #expect(error?.kind == .connectionLost)
        #expect(error?.requestMayHaveBeenProcessed == true)
        #expect(error?.detail.contains("rewind") == false, "\(error?.detail ?? "")")
        #expect(server.requests.map(\.method) == ["GET", "POST"])
    }

    @Test func `nothing is sent if nobody listens`() async throws {
        let port = try RawServer { _, _ in false }.port
        let error = await failure(try transport(), ClientRequest(.post, "http://127.0.0.1:\(port)/", body: [1]))
        #expect(error?.kind == .connect)
        #expect(error?.requestMayHaveBeenProcessed == false)
    }

    @Test func `a response that is not HTTP is refused`() async throws {
        let server = try RawServer { connection, _ in
            connection.send("SSH-2.0-OpenSSH_9.2\r\n")
            return false
        }
        #expect(await failure(try transport(), ClientRequest(.get, server.url()))?.kind == .connectionLost)
    }

    @Test func `a body longer than allowed is refused by its length`() async throws {
        let server = try RawServer { connection, _ in
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n")
            connection.hang()
            return false
        }
        let error = await failure(try transport(), ClientRequest(.get, server.url(), maximumResponseBytes: 1000))
        #expect(error?.kind == .responseTooLarge)
    }

    @Test func `a body longer than allowed is refused while it arrives`() async throws {
        let server = try RawServer { connection, _ in
            connection.send("HTTP/1.1 200 OK\r\n\r\n")
            while connection.send([UInt8](repeating: 120, count: 65536)) {}
            return false
        }
        let error = await failure(try transport(), ClientRequest(.get, server.url(), maximumResponseBytes: 1_000_000))
        #expect(error?.kind == .responseTooLarge)
    }

    @Test func `a body of exactly the allowed length is accepted`() async throws {
        let server = try RawServer { connection, _ in connection.answer(200, body: "12345") }
        #expect(try await transport().send(ClientRequest(.get, server.url(), maximumResponseBytes: 5)).body.count == 5)
        #expect(
            await failure(try transport(), ClientRequest(.get, server.url(), maximumResponseBytes: 4))?.kind
                == .responseTooLarge)
    }

    @Test(arguments: [
        ("200 OK", "Link: <x>; rel=\"next\"\r\n", "<x>; rel=\"next\""), ("200 OK", "", ""),
        ("500 No", "Link: <x>\r\n", nil),
    ])
    func `a body that is too large leaves the link to the next page`(status: String, field: String, link: String?)
        async throws
    {
        for length in ["Content-Length: 1000000000\r\n", ""] {
            let server = try RawServer { connection, _ in
                connection.send("HTTP/1.1 \(status)\r\n\(length)\(field)\r\n")
                while connection.send([UInt8](repeating: 120, count: 65536)) {}
                return false
            }
            let error = await failure(try transport(), ClientRequest(.get, server.url(), maximumResponseBytes: 100_000))
            #expect(error?.kind == .responseTooLarge && error?.link == link)
        }
    }

    @Test func `a long body is read as far as requested, and the call has succeeded`() async throws {
        let server = try RawServer { connection, request in
            connection.send(
                "HTTP/1.1 202 OK\r\n\(request.target == "/length" ? "Content-Length: 1000000000\r\n" : "")\r\n")
            while connection.send([UInt8](repeating: 120, count: 65536)) {}
            return false
        }
        for path in ["/length", "/"] {
            var request = ClientRequest(.post, server.url(path), body: [1], maximumResponseBytes: 4096)
            request.cutsResponse = true
            let response = try await transport().send(request)
            #expect(response.status == 202)
            #expect(response.body == Array(repeating: 120, count: 4096))
        }
    }

    @Test func `endless header fields are refused`() async throws {
        let server = try RawServer { connection, _ in
            connection.send("HTTP/1.1 200 OK\r\n")
            while connection.send("X-Field: \(String(repeating: "x", count: 1000))\r\n") {}
            return false
        }
        #expect(await failure(try transport(), ClientRequest(.get, server.url()))?.kind == .responseTooLarge)
    }

    @Test func `gzip is decoded`() async throws {
        let packed = try gzip(Array("hello, hello, hello".utf8))
        let server = try RawServer { connection, _ in
            connection.send("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: \(packed.count)\r\n\r\n")
                && connection.send(packed)
        }
        let response = try await transport().send(ClientRequest(.get, server.url()))
        #expect(response.body == Array("hello, hello, hello".utf8))
        #expect(response.headers[.contentEncoding] == nil)
        #expect(response.headers[.contentLength] == nil)
    }

    @Test func `a gzip bomb is stopped at the limit of the decoded body`() async throws {
        let packed = try gzip([UInt8](repeating: 0, count: 50_000_000))
        #expect(packed.count < 100_000)
        let server = try RawServer { connection, _ in
            connection.send("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: \(packed.count)\r\n\r\n")
                && connection.send(packed)
        }
        let error = await failure(try transport(), ClientRequest(.get, server.url(), maximumResponseBytes: 1_000_000))
        #expect(error?.kind == .responseTooLarge)
    }

    @Test func `broken gzip is not a valid response`() async throws {
        let server = try RawServer { connection, _ in
            connection.answer(200, fields: ["Content-Encoding: gzip"], body: "this is no gzip")
        }
        #expect(await failure(try transport(), ClientRequest(.get, server.url()))?.kind == .connectionLost)
    }

    @Test func `a redirect is a response`() async throws {
        let server = try RawServer { connection, _ in connection.answer(302, fields: ["Location: /other"]) }
        let response = try await transport().send(ClientRequest(.get, server.url()))
        #expect(response.status == 302)
        #expect(server.requests.count == 1)
    }

    @Test func `cancelling the task aborts the transfer`() async throws {
        let (started, start) = AsyncStream.makeStream(of: Void.self)
        let (left, leave) = AsyncStream.makeStream(of: Bool.self)
        let server = try RawServer { connection, _ in
            start.yield()
            leave.yield(connection.clientLeaves(within: 20_000))
            return false
        }
        let transport = try transport()
        let task = Task {
            try await transport.send(ClientRequest(.post, server.url(), body: [1], timeout: .seconds(60)))
        }
        for await _ in started { break }
        task.cancel()
        let error = await #expect(throws: TransportError.self) { try await task.value }
        #expect(error?.kind == .cancelled)
        #expect(error?.requestMayHaveBeenProcessed == true)
        for await hasLeft in left {
            #expect(hasLeft)
            break
        }
    }

    @Test func `a task that was cancelled before sends nothing that counts`() async throws {
        let server = try RawServer { connection, _ in
            connection.hang()
            return false
        }
        let transport = try transport()
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await transport.send(ClientRequest(.get, server.url(), timeout: .seconds(60)))
        }
        let error = await #expect(throws: TransportError.self) { try await task.value }
        #expect(error?.kind == .cancelled)
    }

    @Test(arguments: ["ftp://127.0.0.1/", "file:///etc/passwd", "not a URL", "https://user:secret@example.com/"])
    func `a URL that is not for calling is refused`(_ url: String) async throws {
        let error = await failure(try transport(), ClientRequest(.get, url))
        #expect(error?.kind == .invalidURL)
        #expect(error?.detail.contains("secret") == false)
    }

    @Test func `a header value cannot start another field`() async throws {
        let server = try RawServer { connection, _ in connection.answer(200) }
        let name = HTTPField.Name("x-test")!
        _ = try await transport().send(ClientRequest(.get, server.url(), headers: [name: "a\r\nX-Injected: 1"]))
        #expect(server.requests.first?.fields["x-injected"] == nil)
    }

    @Test func `an empty header value is sent`() async throws {
        let server = try RawServer { connection, _ in connection.answer(200) }
        _ = try await transport().send(ClientRequest(.get, server.url(), headers: [HTTPField.Name("x-empty")!: ""]))
        #expect(server.requests.first?.fields["x-empty"] == "")
    }
}
