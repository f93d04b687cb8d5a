import APIContract
import ArgumentParser
import Primitives

struct FlavorsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "flavors", abstract: "Manage flavors of alerts.",
        subcommands: [List.self, Show.self, Create.self, Update.self, Delete.self], aliases: ["flavor"])

    struct List: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "List the flavors.")
        @Option(help: "The field by which flavors are sorted: slug, -slug, created_at or -created_at.")
        var sort: String?
        @OptionGroup var bounds: ListOptions<Listed.Flavors>
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            let path = GatewayPath(.listAlertFlavors).adding("sort", sort)
            try await session.list(.alertFlavor, path, options: bounds, output: output)
        }
    }

    struct Show: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "Show a flavor.")
        @Argument(help: "The flavor's slug.") var slug: String
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            try await session.show(
                .alertFlavor, await session.api.get(GatewayPath(.getAlertFlavor, slug)), output: output)
        }
    }

    struct Create: ClientCommand {
        static let configuration = CommandConfiguration(
            abstract: "Create a flavor.", discussion: "Without --enabled, no alerts can be posted yet.")
        @Argument(help: "The new flavor's slug: letters, digits, underscores and hyphens.") var slug: String
        @Option(help: "The display name. Default: the slug.") var name: String?
        @OptionGroup var fields: FlavorOptions
        @OptionGroup var write: WriteOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            var patch = Patch()
            patch.set("slug", slug)
            patch.set("name", name ?? slug)
            try fields.add(to: &patch)
            let path = GatewayPath(.createAlertFlavor)
            try await session.printRow(
                .alertFlavor, await session.api.post(path, patch.object(), write: write), output: output)
        }
    }

    struct Update: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "Update a flavor.")
        @Argument(help: "The flavor's slug.") var slug: String
        @Option(help: "The display name.") var name: String?
        @OptionGroup var fields: FlavorOptions
        @Option(help: "Clear a field: more-info, source, channel or template; policy restores the defaults.") var clear:
            [String] = []
        @OptionGroup var write: WriteOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            var patch = Patch()
            patch.set("name", name)
            try fields.add(to: &patch)
            try patch.clear(clear, among: ["more_info", "source", "channel", "template", "policy"])
            let path = GatewayPath(.updateAlertFlavor, slug)
            try await session.printRow(
                .alertFlavor, await session.api.patch(path, patch.object(), write: write), output: output)
        }
    }

    struct Delete: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "Delete a flavor and its alerts.")
        @Argument(help: "The flavor's slug.") var slug: String
        @OptionGroup var write: WriteOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            try await session.api.delete(GatewayPath(.deleteAlertFlavor, slug), write: write)
            session.say("deleted the flavor \(slug)")
        }
    }
}

/// The changeable fields of a flavor, except its name.
struct FlavorOptions: ParsableArguments {
    @Option(help: "What the alerts are about.") var description: String?
    @Option(help: "The URL of a page about the alerts.") var moreInfo: String?
    @Option(help: "The severity of incoming alerts that have none, from 0 (low) to 10 (high).")
    var defaultSeverity: Int?
    @Flag(inversion: .prefixedNo, help: "Whether alerts can be posted and read.") var enabled: Bool?
    @Option(help: "The monitoring system that sends incoming alerts, such as alertmanager.") var source: String?
    @Option(help: "The channel of the tickets.") var channel: String?
    @Option(help: "The template of the tickets.") var template: String?
    @Option(help: "Fields of the policy as JSON, such as '{\"reopen\": \"7d\"}'. Others stay as they are.")
    var policy: String?

    func add(to patch: inout Patch) throws {
        patch.set("description", description)
        patch.set("more_info", moreInfo)
        if let defaultSeverity { patch.set("default_severity", JSON(defaultSeverity)) }
        patch.set("enabled", enabled)
        patch.set("source", source)
        patch.set("channel", channel)
        patch.set("template", template)
        guard let policy else { return }
        guard let json = try? JSON(parsing: Array(policy.utf8)), json.objectValue != nil else {
            throw ClientFailure.usage("--policy is not a JSON object")
        }
        patch.set("policy", json)
    }
}
