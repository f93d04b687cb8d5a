import EventLoop
import FakeGitHub
import Glibc
import HTTPServer

/// A fake GitHub on a port, for trying things out by hand: `fake-github [--port PORT]`, then any client with
/// `http://127.0.0.1:PORT` as its base URL and one of the tokens `ghp_owner`, `ghp_helper`, `ghp_visitor`.
@main
enum FakeGitHubServer {
    /// How long a stop may take.
    private static let drainTime = Duration.seconds(2)

    static func main() async throws {
        guard let port = port(CommandLine.arguments) else {
            print("usage: fake-github [--port PORT]")
            exit(EX_USAGE)
        }
        let signals = SignalSource([SIGINT, SIGTERM]).signals()
        let group = try EventLoopGroup(count: 1)
        let fake = FakeGitHub()
        fake.seedForPyGithub()
        let server = HTTPServer(configuration: ServerConfiguration(port: port), group: group) {
            await fake.respond(to: $0)
        }
        print("listening on http://\(try await server.start())")
        fflush(nil)
        for await _ in signals { break }
        await server.drain(within: drainTime)
        group.shutdown()
    }

    private static func port(_ arguments: [String]) -> Int? {
        switch arguments.count {
        case 1: 3998
        case 3 where arguments[1] == "--port": Int(arguments[2])
        default: nil
        }
    }
}
