import ArgumentParser
import Primitives

/// `ticket-gateway deliveries …`
struct DeliveriesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deliveries", abstract: "What trackers sent.", subcommands: [List.self, Show.self, Replay.self],
        aliases: ["delivery"])

    struct List: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "List the deliveries, newest first.")
        @OptionGroup var filter: DeliveryFilterOptions
        @Option(help: "Only what came at this time or after, as in 2026-01-31T09:30:00Z.") var receivedAfter: String?
        @Option(help: "Only what came before this time.") var receivedBefore: String?
        @OptionGroup var bounds: ListOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            let path = filter.applied(to: GatewayPath("deliveries")).adding("received_after", receivedAfter)
                .adding("received_before", receivedBefore)
            try await session.list(.delivery, path, bounds, output)
        }
    }

    struct Show: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "Show one, with its header fields and body.")
        @Argument var id: String
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            try session.show(.delivery, await session.api.get(GatewayPath("deliveries", id)), output)
        }
    }

    struct Replay: ClientCommand {
        static let configuration = CommandConfiguration(
            abstract: "Apply one once more, or those of a span of time.",
            discussion:
                "What they tell is compared with the mirror: a repeat changes nothing. One call replays 10,000 at most, oldest first.")
        @Argument(help: "One; without it --from and --to.") var id: String?
        @Option(help: "What came at this time or after, as in 2026-01-31T09:30:00Z.") var from: String?
        @Option(help: "What came before this time.") var to: String?
        @OptionGroup var filter: DeliveryFilterOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func validate() throws {
            let isSpan = from != nil && to != nil
            let isOne = id != nil && from == nil && to == nil && filter.isEmpty
            guard isOne || (isSpan && id == nil) else {
                throw ValidationError("give the id of a delivery, or --from and --to, and then --channel and --state if you like")
            }
        }

        func run(in session: Session) async throws {
            if let id {
                return try session.printRow(.delivery, await session.api.post(GatewayPath("deliveries", id, "replay"), [:]), output)
            }
            let path = filter.applied(to: GatewayPath("deliveries", "replay").adding("from", from).adding("to", to))
            try session.printRow(.replay, await session.api.post(path, [:]), output)
        }
    }
}

/// Which deliveries.
struct DeliveryFilterOptions: ParsableArguments {
    @Option(help: "Only of this channel; may be given several times.")
    var channel: [String] = []

    @Option(help: "received, applied, ignored or failed.", completion: .list(["received", "applied", "ignored", "failed"]))
    var state: String?

    /// Whether nothing was given.
    var isEmpty: Bool { channel.isEmpty && state == nil }

    /// The path with these filters.
    func applied(to path: GatewayPath) -> GatewayPath { path.adding("channel", each: channel).adding("state", state) }
}
