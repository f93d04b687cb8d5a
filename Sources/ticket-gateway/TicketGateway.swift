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
            database directly (`tokens` uses the API); `check` reports whether a running gateway is healthy.

            Settings come from the environment (TICKET_GATEWAY_…) and from .env in the current folder; \
            docs/configuration.md lists them.
            Required are TICKET_GATEWAY_DATABASE_URL, TICKET_GATEWAY_ENCRYPTION_KEYS and TICKET_GATEWAY_JWT_SECRET.

            `tickets`, `channels` and similar commands call the API of a running gateway at TICKET_GATEWAY_URL, with \
            the token in TICKET_GATEWAY_TOKEN; `auth login` stores both. Their options, such as --url, can be anywhere \
            on the line. See docs/cli.md.

            Exit status: 0 success, 1 failure, 64 invalid command line, 69 the address to listen on is in use, 75 the \
            database is unavailable, 78 invalid configuration. docs/cli.md lists those of the client commands.
            """,
        version: GatewayVersion.current,
        subcommands: [ServeCommand.self, WorkCommand.self, MigrateCommand.self, TokenCommand.self, CheckCommand.self],
        groupedSubcommands: [CommandGroup(name: "Client Commands", subcommands: ClientCommands.all)])

    static func main() async {
        do {
            let arguments = try ArgumentOrder.arranged(Array(CommandLine.arguments.dropFirst()), for: Self.self)
            var command = try parseAsRoot(arguments)
            if var command = command as? any AsyncParsableCommand { try await command.run() } else { try command.run() }
            end(EXIT_SUCCESS)
        } catch let error as ConfigurationError {
            fail("\(error)", ConfigurationError.exitStatus)
        } catch let error as GatewayError {
            fail("\(error)", error.exitStatus)
        } catch let error as PostgresError where error.isUnavailable {
            let error = GatewayError.unavailable(error)
            fail("\(error)", error.exitStatus)
        } catch let error as PostgresError {
            fail("\(error)", EXIT_FAILURE)
        } catch {
            fail(parsing: error)
        }
    }

    private static func fail(_ message: String, _ status: Int32) -> Never {
        LogSink.standardError.flush()
        FileHandle.standardError.write(Data("ticket-gateway: \(message)\n".utf8))
        end(status)
    }

    /// Shows an error as ArgumentParser does: help and versions, which are errors to it, on standard output.
    private static func fail(parsing error: any Error) -> Never {
        LogSink.standardError.flush()
        let (message, status) = (fullMessage(for: error), exitCode(for: error))
        if !message.isEmpty {
            let output = status.isSuccess ? FileHandle.standardOutput : .standardError
            output.write(Data("\(message)\n".utf8))
        }
        end(status.rawValue)
    }

    /// Ends the process without the exit handlers of libraries: OpenSSL's frees its tables while a thread of libpq may
    /// still use them to open a connection, and the process crashes.
    private static func end(_ status: Int32) -> Never {
        LogSink.standardError.flush()
        fflush(nil)
        _exit(status)
    }
}
