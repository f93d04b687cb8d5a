import APIContract
import ArgumentParser
import Models
import Primitives
import TrackerKit

struct ConnectionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "connections", abstract: "Manage connections: trackers and their credentials.",
        subcommands: [
            List.self, Show.self, Create.self, Update.self, Delete.self, Verify.self, Projects.self, Users.self,
            Budget.self,
        ],
        aliases: ["connection"])

    struct List: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "List the connections.")
        @Option(help: "Only connections to this kind of tracker.") var tracker: String?
        @Option(help: "Only connections with this status: \(Choices.text(ConnectionStatus.self)).")
        var status: String?
        @Option(help: "The field by which connections are sorted: slug, -slug, created_at or -created_at.") var sort:
            String?
        @OptionGroup var bounds: ListOptions<Listed.Connections>
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            let path = GatewayPath(.listConnections).adding("tracker", tracker).adding("status", status).adding(
                "sort", sort)
            try await session.list(.connection, path, options: bounds, output: output)
        }
    }

    struct Show: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "Show a connection.")
        @Argument(help: "The connection's slug.") var slug: String
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            try await session.show(
                .connection, await session.api.get(GatewayPath(.getConnection, slug)), output: output)
        }
    }

    struct Delete: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "Delete a connection.")
        @Argument(help: "The connection's slug.") var slug: String
        @OptionGroup var write: WriteOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            try await session.api.delete(GatewayPath(.deleteConnection, slug), write: write)
            session.say("deleted the connection \(slug)")
        }
    }

    struct Verify: ClientCommand {
        static let configuration = CommandConfiguration(
            abstract: "Verify a connection's credentials at the tracker and print their permissions.",
            discussion: "Exits with status 7 and prints the reason if the credentials do not work.")
        @Argument(help: "The connection's slug.") var slug: String
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            _ = try output.selection(of: .connection)
            let connection = try await session.api.post(GatewayPath(.verifyConnection, slug), [:])
            try await session.printRow(.connection, connection, output: output)
            let scopes = connection["verification"]?["scopes"]?.arrayValue?.compactMap(\.stringValue) ?? []
            if !scopes.isEmpty, output.json == nil {
                session.say("permissions of the credentials: \(scopes.joined(separator: ", "))")
            }
            for feature in connection["verification"]?["unavailable"]?.arrayValue ?? [] {
                let needs = feature["needs_one_of"]?.arrayValue?.compactMap(\.stringValue) ?? []
                let scope = needs.isEmpty ? "" : " (requires the scope \(needs.joined(separator: " or ")))"
                session.console.complain("unavailable: \(feature["capability"]?.stringValue ?? "")\(scope)")
            }
            let status = connection["status"]?.stringValue ?? ""
            guard Self.failures.contains(status) else { return }
            var lines = ["error: the connection \(slug) is \(status)"]
            if let reason = connection["status_detail"]?.stringValue { lines.append("  \(reason)") }
            if let advice = Self.advice(for: status, connection) { lines.append("  \(advice)") }
            throw ClientFailure.ended(.trackerFailed, lines: lines)
        }

        /// What to do about a connection with this status.
        private static func advice(for status: String, _ connection: JSON) -> String? {
            let slug = connection["slug"]?.stringValue ?? "SLUG"
            let tracker = connection["tracker"]?.stringValue
            let options = CredentialField.kinds(of: tracker).first { !$0.fields.isEmpty }?.fields.map {
                CredentialField.option(of: $0) + ($0.isSecret ? " FILE" : " VALUE")
            }
            switch ConnectionStatus(rawValue: status) {
            case .unauthorized:
                return "to replace its credentials, run: ticket-gateway connections update \(slug) "
                    + (options ?? []).joined(separator: " ")
            case .failing, .degraded:
                return "check its base_url, and whether the gateway's machine can reach the tracker; then repeat this"
            case .ok, .unverified, nil: return nil
            }
        }

        /// The statuses for which `verify` fails.
        private static let failures = Set(ConnectionStatus.allCases.filter { $0 != .ok }.map(\.rawValue))
    }

    struct Projects: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "List the projects of a connection's tracker.")
        @Argument(help: "The connection's slug.") var slug: String
        @OptionGroup var bounds: ListOptions<Listed.Projects>
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            try await session.list(
                .project, GatewayPath(.listConnectionProjects, slug), options: bounds, output: output)
        }
    }

    struct Users: ClientCommand {
        static let configuration = CommandConfiguration(
            abstract: "Find a user of a connection's tracker by exactly one of id, username and email.")
        @Argument(help: "The connection's slug.") var slug: String
        @Option(help: "The user's id at the tracker.") var id: String?
        @Option(help: "The user's username at the tracker.") var username: String?
        @Option(help: "The user's email address.") var email: String?
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func validate() throws {
            guard [id, username, email].compactMap({ $0 }).count == 1 else {
                throw ValidationError("pass exactly one of --id, --username and --email")
            }
        }

        func run(in session: Session) async throws {
            let path = GatewayPath(.listConnectionUsers, slug).adding("id", id).adding("username", username).adding(
                "email", email)
            try session.list(.user, await session.api.get(path)["data"]?.arrayValue ?? [], output: output)
        }
    }

    struct Budget: ClientCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show the remaining budget of a connection's tracker and the state of its calls.")
        @Argument(help: "The connection's slug.") var slug: String
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            let budget = try await session.api.get(GatewayPath(.getConnectionBudget, slug))
            if output.json != nil { return try await session.show(.budget, budget, output: output) }
            let breaker = budget["breaker"]?["state"]?.stringValue ?? ""
            session.console.print("breaker\t\(breaker)")
            if let until = budget["throttled_until"]?.stringValue { session.console.print("throttled until\t\(until)") }
            for (name, count) in (budget["calls"]?.objectValue ?? [:]).sorted(by: { $0.key < $1.key }) {
                session.console.print("\(name)\t\(CellText.of(count))")
            }
            let resources = budget["resources"]?.arrayValue ?? []
            if !resources.isEmpty { try session.list(.budgetResource, resources, output: output) }
        }
    }
}
