import EventLoop
import HTTPKit
import HTTPServer
import HTTPTypes

/// A server on a free port that runs for the duration of a test.
struct TestServer: Sendable {
    let server: HTTPServer
    let port: Int

    static let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

    func connect(receiveBuffer: CInt? = nil) throws -> TestClient {
        try TestClient(port: port, receiveBuffer: receiveBuffer)
    }

    /// Sends bytes on a new connection and returns all responses until the server closes it.
    func everything(for text: String) async throws -> [TestResponse] {
        let client = try connect()
        try await client.send(text)
        return TestResponse.parse(try await client.receiveAll())
    }

    /// Runs a test with a server. `GET /` returns `hello`, `POST /echo` the request's body; `routes` adds more routes.
    static func run(
        _ change: (inout ServerLimits) -> Void = { _ in }, observer: (any ServerObserver)? = nil,
        routes: (inout Router) -> Void = { _ in }, test: (TestServer) async throws -> Void
    ) async throws {
        var configuration = ServerConfiguration(port: 0)
        change(&configuration.limits)
        var router = Router()
        router.on(.get, "/") { _ in .text("hello") }
        router.on(.post, "/echo") { request in
            .text(String(decoding: try await request.body.collect(upTo: .max), as: UTF8.self))
        }
        routes(&router)
        let group = try EventLoopGroup(count: 2)
        let server = HTTPServer(configuration: configuration, group: group, observer: observer) { [router] in
            await router.respond(to: $0)
        }
        let address = try await server.start()
        do {
            try await test(TestServer(server: server, port: address.port))
        } catch {
            await server.drain(within: .zero)
            throw error
        }
        await server.drain(within: .zero)
        group.shutdown()
    }
}
