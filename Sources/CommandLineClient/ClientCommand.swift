import ArgumentParser

/// A command that calls the gateway's API.
protocol ClientCommand: AsyncParsableCommand {
    var gateway: GatewayOptions { get }
    func run(in session: Session) async throws
}

extension ClientCommand {
    /// Runs the command in this process's environment.
    func run() async throws { try await perform(in: .process()) }

    /// Runs the command in the given environment. Prints a `ClientFailure` and throws its exit status.
    func perform(in environment: ClientEnvironment) async throws {
        do {
            try await run(in: try Session(gateway, environment))
        } catch let failure as ClientFailure {
            for line in failure.lines { environment.console.complain(line) }
            throw ExitCode(failure.exitStatus.rawValue)
        }
    }
}

/// The API client and environment of a running command.
struct Session: Sendable {
    let api: APIClient
    let console: Console
    let environment: ClientEnvironment

    /// Determines the URL and token.
    init(_ options: GatewayOptions, _ environment: ClientEnvironment) throws {
        self.environment = environment
        console = environment.console
        api = try APIClient(options, environment)
    }
}
