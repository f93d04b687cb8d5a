import EventLoop
import FakeGlitchTip
import Glibc
import HTTPServer

/// A fake GlitchTip on a port, or a fake Sentry, for trying things out by hand: `fake-glitchtip [--port PORT]
/// [--sentry]`, then any client with `http://127.0.0.1:PORT` as its base URL and the token `fake-token`.
@main
enum FakeGlitchTipServer {
    /// How long a stop may take.
    private static let drainTime = Duration.seconds(2)

    static func main() async throws {
        guard let options = Options(CommandLine.arguments.dropFirst()) else {
            print("usage: fake-glitchtip [--port PORT] [--sentry]")
            exit(EX_USAGE)
        }
        let signals = SignalSource([SIGINT, SIGTERM]).signals()
        let group = try EventLoopGroup(count: 1)
        let fake = FakeGlitchTip(isSentry: options.isSentry)
        let key = fake.seedForClients()
        let server = HTTPServer(configuration: ServerConfiguration(port: options.port), group: group) {
            await fake.respond(to: $0)
        }
        let address = "\(try await server.start())"
        print("listening on http://\(address), DSN http://\(key)@\(address)/1")
        fflush(nil)
        for await _ in signals { break }
        await server.drain(within: drainTime)
        group.shutdown()
    }

    private struct Options {
        var port = 3997
        var isSentry = false

        init?(_ arguments: ArraySlice<String>) {
            var rest = arguments
            while let argument = rest.popFirst() {
                switch argument {
                case "--sentry": isSentry = true
                case "--port":
                    guard let number = rest.popFirst().flatMap({ Int($0) }) else { return nil }
                    port = number
                default: return nil
                }
            }
        }
    }
}
