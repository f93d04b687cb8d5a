import ArgumentParser
import CommandLineClient
import Foundation
import Gateway

/// `ticket-gateway`: the server, and the commands around it.
@main
struct TicketGateway: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ticket-gateway",
        abstract: "One REST API over many issue trackers.",
        discussion: """
            `serve` is the gateway; `work` does work in the background only. `migrate` and `token` work on its database, `check` asks a running one whether it is well.

            Settings come from the environment (TICKET_GATEWAY_…) and from .env in the current folder; docs/configuration.md lists them.
            Needed are TICKET_GATEWAY_DATABASE_URL, TICKET_GATEWAY_ENCRYPTION_KEYS and TICKET_GATEWAY_JWT_SECRET.

            `tickets`, `channels` and the others of their kind call a running gateway over its API: TICKET_GATEWAY_URL says where, \
            TICKET_GATEWAY_TOKEN or ~/.config/ticket-gateway/token as whom; docs/cli.md tells more.

            Exit status: 0 well, 1 failed, 64 wrong usage, 69 the address to listen on is taken, 78 wrong configuration; the client commands' others are in docs/cli.md.
            """,
        version: GatewayVersion.current,
        subcommands: [ServeCommand.self, WorkCommand.self, MigrateCommand.self, TokenCommand.self, CheckCommand.self],
        groupedSubcommands: [CommandGroup(name: "Calling A Gateway", subcommands: ClientCommands.all)])

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand { try await command.run() } else { try command.run() }
            LogSink.standardError.flush()
        } catch let error as ConfigurationError {
            FileHandle.standardError.write(Data("ticket-gateway: \(error)\n".utf8))
            Foundation.exit(ConfigurationError.exitStatus)
        } catch let error as GatewayError {
            LogSink.standardError.flush()
            FileHandle.standardError.write(Data("ticket-gateway: \(error)\n".utf8))
            Foundation.exit(error.exitStatus)
        } catch {
            LogSink.standardError.flush()
            exit(withError: error)
        }
    }
}
