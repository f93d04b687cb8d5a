import ArgumentParser
import CommandLineClient
import Foundation
import Gateway
import Postgres

/// The entry point: the gateway itself, its administration commands, and the client commands.
@main
struct TicketGateway: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ticket-gateway",
        abstract: "One REST API for many issue trackers.",
        discussion: """
            `serve` runs the gateway; `work` runs only background jobs and syncs. `migrate` and `token` use its \
            database directly; `check` reports whether a running gateway is healthy.

            Settings come from the environment (TICKET_GATEWAY_…) and from .env in the current folder; \
            docs/configuration.md lists them.
            Required are TICKET_GATEWAY_DATABASE_URL, TICKET_GATEWAY_ENCRYPTION_KEYS and TICKET_GATEWAY_JWT_SECRET.

            `tickets`, `channels` and similar commands call the API of a running gateway at TICKET_GATEWAY_URL, with \
            the token in TICKET_GATEWAY_TOKEN or ~/.config/ticket-gateway/token. See docs/cli.md.

            Exit status: 0 success, 1 failure, 64 invalid command line, 69 the address to listen on is in use, 75 the \
            database is unavailable, 78 invalid configuration. docs/cli.md lists those of the client commands.
            """,
        version: GatewayVersion.current,
        subcommands: [ServeCommand.self, WorkCommand.self, MigrateCommand.self, TokenCommand.self, CheckCommand.self],
        groupedSubcommands: [CommandGroup(name: "Client Commands", subcommands: ClientCommands.all)])

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand { try await command.run() } else { try command.run() }
            LogSink.standardError.flush()
        } catch let error as ConfigurationError {
            FileHandle.standardError.write(Data("ticket-gateway: \(error)\n".utf8))
            Foundation.exit(ConfigurationError.exitStatus)
        } catch let error as GatewayError {
            fail(with: error)
        } catch let error as PostgresError where error.isUnavailable {
            fail(with: .databaseUnavailable("\(error)"))
        } catch {
            LogSink.standardError.flush()
            exit(withError: error)
        }
    }

    private static func fail(with error: GatewayError) -> Never {
        LogSink.standardError.flush()
        FileHandle.standardError.write(Data("ticket-gateway: \(error)\n".utf8))
        Foundation.exit(error.exitStatus)
    }
}
