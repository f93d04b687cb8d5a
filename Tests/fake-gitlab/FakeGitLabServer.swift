import EventLoop
import FakeGitLab
import Glibc
import HTTPServer

/// A fake GitLab on a port, for trying things out by hand: `fake-gitlab [--port PORT]`, then any client with
/// `http://127.0.0.1:PORT` as its server and one of the tokens `glpat-owner`, `glpat-helper`, `glpat-visitor`, `glpat-root`.
@main
enum FakeGitLabServer {
    /// How long a stop may take.
    private static let drainTime = Duration.seconds(2)

    static func main() async throws {
        guard let port = port(CommandLine.arguments) else {
            print("usage: fake-gitlab [--port PORT]")
            exit(EX_USAGE)
        }
        let signals = SignalSource([SIGINT, SIGTERM]).signals()
        let group = try EventLoopGroup(count: 1)
        let fake = FakeGitLab()
        fake.seedForPythonGitLab()
        let server = HTTPServer(configuration: ServerConfiguration(port: port), group: group) { await fake.respond(to: $0) }
        print("listening on http://\(try await server.start())")
        fflush(nil)
        for await _ in signals { break }
        await server.drain(within: drainTime)
        group.shutdown()
    }

    private static func port(_ arguments: [String]) -> Int? {
        switch arguments.count {
        case 1: 3997
        case 3 where arguments[1] == "--port": Int(arguments[2])
        default: nil
        }
    }
}
