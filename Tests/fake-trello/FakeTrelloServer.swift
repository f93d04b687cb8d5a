import EventLoop
import FakeTrello
import Glibc
import HTTPServer

/// A fake Trello on a port, for trying things out by hand: `fake-trello [--port PORT]`, then any client with
/// `http://127.0.0.1:PORT/1` as its base URL, the key `fakeKey` and the token `fakeToken`.
@main
enum FakeTrelloServer {
    /// How long a stop may take.
    private static let drainTime = Duration.seconds(2)

    static func main() async throws {
        guard let port = port(CommandLine.arguments) else {
            print("usage: fake-trello [--port PORT]")
            exit(EX_USAGE)
        }
        let signals = SignalSource([SIGINT, SIGTERM]).signals()
        let group = try EventLoopGroup(count: 1)
        let fake = FakeTrello()
        let board = fake.seedForClients()
        let server = HTTPServer(configuration: ServerConfiguration(port: port), group: group) {
            await fake.respond(to: $0)
        }
        print("listening on http://\(try await server.start())\(fake.pathPrefix), board \(board)")
        fflush(nil)
        for await _ in signals { break }
        await server.drain(within: drainTime)
        group.shutdown()
    }

    private static func port(_ arguments: [String]) -> Int? {
        switch arguments.count {
        case 1: 3996
        case 3 where arguments[1] == "--port": Int(arguments[2])
        default: nil
        }
    }
}
