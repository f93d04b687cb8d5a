import EventLoop
import FakeGitLab
import Glibc
import HTTPServer

/// A fake GitLab on a port, for trying things out by hand: `fake-gitlab [--port PORT] [--calls CALLS]`, then any client
/// with `http://127.0.0.1:PORT` as its server and one of the tokens `glpat-owner`, `glpat-helper`, `glpat-visitor`,
/// `glpat-root`, each of which may make that many calls a minute.
@main
enum FakeGitLabServer {
    /// How long a stop may take.
    private static let drainTime = Duration.seconds(2)

    static func main() async throws {
        guard let (port, limits) = options(CommandLine.arguments.dropFirst()) else {
            print("usage: fake-gitlab [--port PORT] [--calls CALLS]")
            exit(EX_USAGE)
        }
        let signals = SignalSource([SIGINT, SIGTERM]).signals()
        let group = try EventLoopGroup(count: 1)
        let fake = FakeGitLab(limits: limits)
        fake.seedForPythonGitLab()
        let server = HTTPServer(configuration: ServerConfiguration(port: port), group: group) {
            await fake.respond(to: $0)
        }
        print("listening on http://\(try await server.start())")
        fflush(nil)
        for await _ in signals { break }
        await server.drain(within: drainTime)
        group.shutdown()
    }

    private static func options(_ arguments: ArraySlice<String>) -> (port: Int, limits: FakeLimits)? {
        var (port, limits, rest) = (3997, FakeLimits(), arguments)
        while let name = rest.popFirst() {
            guard let value = rest.popFirst().flatMap({ Int($0) }) else { return nil }
            switch name {
            case "--port": port = value
            case "--calls": limits.callsPerMinute = value
            default: return nil
            }
        }
        return (port, limits)
    }
}
