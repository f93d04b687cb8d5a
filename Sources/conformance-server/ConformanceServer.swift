import EventLoop
import Glibc
import HTTPKit
import HTTPServer
import HTTPTypes

/// A small server for the conformance tests and benchmarks: `GET /` returns a fixed document, `POST /echo` returns the
/// request's body, and `GET /ws` is a WebSocket that echoes messages.
@main
enum ConformanceServer {
    /// The maximum length of a body in bytes, as expected by the conformance tests.
    private static let bodyBytes = 1 << 20
    /// The maximum duration of a graceful shutdown.
    private static let drainTime = Duration.seconds(5)

    static func main() async throws {
        guard let port = port(CommandLine.arguments) else {
            print("usage: conformance-server [--port PORT]")
            exit(EX_USAGE)
        }
        let signals = SignalSource([SIGINT, SIGTERM]).signals()
        let group = try EventLoopGroup()
        let router = router()
        let server = HTTPServer(configuration: configuration(port: port), group: group) { await router.respond(to: $0) }
        print("listening on http://\(try await server.start())")
        fflush(nil)
        for await _ in signals { break }
        await server.drain(within: drainTime)
        group.shutdown()
    }

    private static func port(_ arguments: [String]) -> Int? {
        switch arguments.count {
        case 1: 3999
        case 3 where arguments[1] == "--port": Int(arguments[2])
        default: nil
        }
    }

    private static func configuration(port: Int) -> ServerConfiguration {
        var configuration = ServerConfiguration(port: port)
        configuration.limits.message.bodyBytes = bodyBytes
        return configuration
    }

    private static func router() -> Router {
        let document = Array(#"{"status":"OK","version":"1"}"#.utf8)
        var router = Router()
        router.on(.get, "/") { _ in .json(document) }
        router.on(.post, "/echo") { request in
            let body = try await request.body.collect(upTo: bodyBytes)
            return Response(status: .ok, headers: [.contentType: "application/octet-stream"], body: .bytes(body))
        }
        router.on(.get, "/ws") { request in
            try .webSocket(answering: request, limits: WebSocketLimits(messageBytes: bodyBytes)) { socket in
                while let message = try await socket.receive() { try await socket.send(message) }
            }
        }
        return router
    }
}
