import APIContract
import ArgumentParser
import Primitives

struct AlertsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alerts", abstract: "List and post alerts.", subcommands: [List.self, Post.self],
        aliases: ["alert"])

    struct List: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "List the alerts of some flavors, newest first.")
        @Argument(help: "The slugs of the flavors.") var flavors: [String]
        @Option(name: .shortAndLong, help: "The maximum number of alerts, up to 10000.") var limit = 50
        @Option(help: "Only alerts created at this time or later.") var createdAfter: String?
        @Option(help: "Only alerts created at this time or earlier.") var createdBefore: String?
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            let path = GatewayPath(.listAlerts).adding("flavors", flavors.joined(separator: ","))
                .adding("max", "\(limit)").adding("created_start", createdAfter).adding("created_end", createdBefore)
            try session.list(.alert, await session.api.alerts(path), output: output)
        }
    }

    struct Post: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "Post an alert.")
        @Argument(help: "The slug of the flavor.") var flavor: String
        @Argument(help: "What the alert is about.") var summary: String
        @Option(help: "The severity, from 0 (don't care) to 10.") var severity = 5
        @OptionGroup var description: TextOptions
        @Option(help: "The name of the program that posts the alert.") var emitter = "ticket-gateway"
        @Option(help: "The version of that program's alert format.") var emitterVersion = 0
        @Option(help: "A link, as in 'Dashboard=https://example.org/'. Can be repeated.") var link: [String] = []
        @Option(help: "When the event began.") var startTime: String?
        @Option(help: "When the event ended.") var endTime: String?
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            var patch = Patch()
            patch.set("flavor", flavor)
            patch.set("summary", summary)
            patch.set("severity", JSON(severity))
            patch.set("description", try description.text(session.environment) ?? "")
            patch.set("emitter_name", emitter)
            patch.set("emitter_version", JSON(emitterVersion))
            patch.set("start_time", startTime)
            patch.set("end_time", endTime)
            let links = try Patch.pairs(link, of: "--link").map { pair -> JSON in
                ["name": .string(pair.0), "url": .string(pair.1)]
            }
            if !links.isEmpty { patch.set("links", .array(links)) }
            let posted = try await session.api.postAlert(patch.object(), timeout: .seconds(gateway.network.timeout))
            try await session.printRow(.postedAlert, posted, output: output)
        }
    }
}
