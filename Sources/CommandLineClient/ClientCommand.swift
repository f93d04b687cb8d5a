import ArgumentParser

/// A command that calls the gateway.
protocol ClientCommand: AsyncParsableCommand {
    /// Which gateway, and as whom.
    var gateway: GatewayOptions { get }
    /// Does it.
    func run(in session: Session) async throws
}

extension ClientCommand {
    /// Runs it in this process.
    func run() async throws { try await perform(in: .process()) }

    /// Runs it in a given environment: prints what went wrong, and throws the status to end with.
    func perform(in environment: ClientEnvironment) async throws {
        do {
            try await run(in: try Session(gateway, environment))
        } catch let failure as ClientFailure {
            for line in failure.lines { environment.console.complain(line) }
            throw ExitCode(failure.exitStatus.rawValue)
        }
    }
}

/// What a command works with.
struct Session: Sendable {
    /// The gateway.
    let api: APIClient
    /// The terminal, or what stands in for it.
    let console: Console
    /// Where files and variables come from, and time.
    let environment: ClientEnvironment

    /// Finds URL and token.
    init(_ options: GatewayOptions, _ environment: ClientEnvironment) throws {
        self.environment = environment
        console = environment.console
        api = try APIClient(options, environment)
    }
}
