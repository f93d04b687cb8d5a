import APIContract
import ArgumentParser
import Primitives

struct SubscriptionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "subscriptions", abstract: "Manage subscriptions (outgoing webhooks).",
        subcommands: [
            List.self, Show.self, Create.self, Update.self, Delete.self, Rotate.self, Test.self, Deliveries.self,
            Delivery.self,
            Replay.self,
        ],
        aliases: ["subscription"])

    struct List: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "List the subscriptions.")
        @Option(help: "true: only enabled subscriptions; false: only disabled ones.") var enabled: Bool?
        @Option(help: "The field by which subscriptions are sorted: slug, -slug, created_at or -created_at.") var sort:
            String?
        @OptionGroup var bounds: ListOptions<Listed.Subscriptions>
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            let path = GatewayPath(.listSubscriptions).adding("enabled", enabled.map { $0 ? "true" : "false" }).adding(
                "sort", sort)
            try await session.list(.subscription, path, options: bounds, output: output)
        }
    }

    struct Show: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "Show a subscription.")
        @Argument(help: "The subscription's slug.") var slug: String
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            try await session.show(
                .subscription, await session.api.get(GatewayPath(.getSubscription, slug)), output: output)
        }
    }

    struct Delete: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "Delete a subscription and its deliveries.")
        @Argument(help: "The subscription's slug.") var slug: String
        @OptionGroup var write: WriteOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            try await session.api.delete(GatewayPath(.deleteSubscription, slug), write: write)
            session.say("deleted the subscription \(slug)")
        }
    }
}
