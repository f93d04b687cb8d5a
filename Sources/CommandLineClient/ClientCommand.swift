import ArgumentParser

/// A command that runs in the client's environment.
protocol EnvironmentCommand: AsyncParsableCommand {
    func run(in environment: ClientEnvironment) async throws
}

extension EnvironmentCommand {
    /// Runs the command in this process's environment.
    func run() async throws { try await perform(in: .process()) }

    /// Runs the command in the given environment. Prints a `ClientFailure` and throws its exit status.
    func perform(in environment: ClientEnvironment) async throws {
        do {
            try await run(in: environment)
        } catch let failure as ClientFailure {
            for line in failure.lines { environment.console.complain(line) }
            throw ExitCode(failure.exitStatus.rawValue)
        }
    }
}

/// A command that calls the gateway's API.
protocol ClientCommand: EnvironmentCommand {
    var gateway: GatewayOptions { get }
    func run(in session: Session) async throws
}

extension ClientCommand {
    func run(in environment: ClientEnvironment) async throws {
        let session = try Session(gateway, environment)
        do {
            try await run(in: session)
        } catch let failure as ClientFailure {
            throw session.explained(failure)
        }
    }
}

/// The API client and environment of a running command.
struct Session: Sendable {
    let api: APIClient
    let console: Console
    let environment: ClientEnvironment
    /// Where the URL and token come from.
    let address: GatewayAddress
    let credential: FoundToken

    /// Determines the URL and token.
    init(_ options: GatewayOptions, _ environment: ClientEnvironment) throws {
        let address = try GatewayAddress(options.network, environment)
        let credential = try FoundToken(file: options.tokenFile, for: address, environment)
        try self.init(address, token: credential, options: options.network, environment)
    }

    init(
        _ address: GatewayAddress, token credential: FoundToken, options: NetworkOptions,
        _ environment: ClientEnvironment
    ) throws {
        self.environment = environment
        self.address = address
        self.credential = credential
        console = environment.console
        api = try APIClient(options, base: address.base, token: credential.token)
    }

    /// Adds to a 401 where the URL and the token come from, or how to provide a token, and to a missing response where
    /// the URL comes from.
    func explained(_ failure: ClientFailure) -> ClientFailure {
        if case .unreachable = failure {
            let place = address.source == "default" ? "by default" : "from \(address.source)"
            let advice = "  the URL is \(place); check that a gateway runs there, or pass another one with --url"
            let isPlain = failure.lines.contains { $0.contains("wrong version number") }
            let scheme =
                isPlain
                ? ["  the port does not use TLS; try \(address.base.replacing("https://", with: "http://"))"] : []
            return .ended(failure.exitStatus, lines: failure.lines + scheme + [advice])
        }
        guard case .refused(status: 401, _, _) = failure else { return failure }
        return .ended(failure.exitStatus, lines: failure.lines + credential.advice(for: address).map { "  " + $0 })
    }
}
