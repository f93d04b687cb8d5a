import APIContract
import ArgumentParser
import Primitives

struct AuthCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "auth", abstract: "Store the URL and token of a gateway for the client commands.",
        subcommands: [Login.self, Status.self, Logout.self])

    struct Login: EnvironmentCommand {
        static let configuration = CommandConfiguration(
            abstract: "Store a gateway's URL and a token, after checking the token at the gateway.",
            discussion: """
                The token is asked for without echo, or read from standard input if that is not a terminal. It is \
                stored in ~/.config/ticket-gateway (or $XDG_CONFIG_HOME), readable only by you, and sent only to \
                this URL. A warning is printed if the URL is not encrypted and leads to another machine. Use `tokens create` to create a token, or `token create` on the gateway's machine for the \
                first one.
                """)
        @Option(help: "A file with the token, readable only by its owner; - for standard input.", completion: .file())
        var tokenFile: String?
        @OptionGroup var network: NetworkOptions

        func run(in environment: ClientEnvironment) async throws {
            let address = try GatewayAddress(network, environment)
            if address.isUnencrypted {
                environment.console.complain(
                    "warning: \(address.base) is not encrypted, so others on the network can read the token; use https://"
                )
            }
            let token = try token(for: address, environment)
            let session = try Session(
                address, token: FoundToken(token: token, source: nil), options: network, environment)
            let caller = try await session.verified()
            let folder = ConfigurationFolder(environment)
            try folder.store(url: address.base, token: token)
            session.console.print("logged in to \(address.base) as \(Self.description(of: caller, environment))")
            guard environment.variables[FoundToken.variable]?.isEmpty ?? true else {
                return session.console.complain(
                    "warning: \(FoundToken.variable) is set and takes precedence over the stored token")
            }
        }

        private func token(for address: GatewayAddress, _ environment: ClientEnvironment) throws -> String {
            if let tokenFile { return try FoundToken.read(tokenFile, environment) }
            guard let ask = environment.askSecretly else { return try FoundToken.read("-", environment) }
            return try FoundToken.checked(ask("Token for \(address.base): "), from: "-")
        }

        /// Such as `token 'ops' with the scopes tickets:read; it expires in 30 days`.
        static func description(of caller: JSON, _ environment: ClientEnvironment) -> String {
            let text = { (name: String) in CellText.visible(CellText.of(caller[name])) }
            let expiry = caller["expires_at"]?.stringValue.flatMap { Timestamp($0) }
            return "\(text("type")) '\(text("name"))' with the scopes \(text("scopes")); it "
                + (expiry.map { "expires \(RelativeTime.text($0, now: environment.now()))" } ?? "never expires")
        }
    }

    struct Status: ClientCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show the URL, where the token comes from, and the token's scopes and expiry.",
            discussion: "Never shows the token. Exits with status 4 if there is no token, or an invalid one.")
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            let source = session.credential.source
            guard source != nil else {
                throw ClientFailure.ended(
                    .notAllowed,
                    lines: ["error: not logged in to \(session.address.base)"]
                        + session.credential.advice(for: session.address).map { "  " + $0 })
            }
            try await session.show(.loginStatus, await status(session, source), output: output)
        }

        private func status(_ session: Session, _ source: String?) async throws -> JSON {
            let caller = try await session.api.get(GatewayPath(.getCaller)).objectValue ?? [:]
            let own: [String: JSON] = [
                "url": .string(session.address.base), "url_source": .string(session.address.source),
                "token_source": JSON(source),
            ]
            return .object(caller.merging(own) { $1 })
        }
    }

    struct Logout: EnvironmentCommand {
        static let configuration = CommandConfiguration(
            abstract: "Remove the stored URL and token.",
            discussion: "The token stays valid. To revoke it, use `tokens revoke` before.")

        func run(in environment: ClientEnvironment) async throws {
            let removed = try ConfigurationFolder(environment).remove()
            environment.console.print(
                removed.isEmpty ? "nothing is stored" : removed.map { "removed \($0)" }.joined(separator: "\n"))
            guard environment.variables[FoundToken.variable]?.isEmpty ?? true else {
                return environment.console.complain("warning: \(FoundToken.variable) is still set")
            }
        }
    }
}

extension Session {
    /// The caller that the token belongs to.
    /// - Throws: `ClientFailure` if the gateway refuses the token, or is not a Ticket Gateway.
    fileprivate func verified() async throws -> JSON {
        let nothing = "  nothing was stored"
        do {
            return try await api.get(GatewayPath(.getCaller))
        } catch ClientFailure.refused(status: 401, _, _) {
            throw ClientFailure.ended(
                .notAllowed,
                lines: ["error: \(address.base) refuses the token: it is invalid, expired or revoked", nothing])
        } catch ClientFailure.refused(status: 404, _, _) {
            throw ClientFailure.ended(
                .configuration,
                lines: ["error: \(address.base) is not a Ticket Gateway, or is older than this client", nothing])
        }
    }
}
