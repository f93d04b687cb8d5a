import APIContract
import ArgumentParser
import Models
import Primitives

struct DeliveriesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deliveries", abstract: "Inspect and replay deliveries from trackers.",
        subcommands: [List.self, Show.self, Replay.self], aliases: ["delivery"])

    struct List: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "List the deliveries, newest first.")
        @OptionGroup var filter: DeliveryFilterOptions
        @Option(help: "Only deliveries received at or after this time, as in 2026-01-31T09:30:00Z.")
        var receivedAfter: String?
        @Option(help: "Only deliveries received before this time.") var receivedBefore: String?
        @OptionGroup var bounds: ListOptions<Listed.Deliveries>
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            let path = filter.applied(to: GatewayPath(.listDeliveries)).adding("received_after", receivedAfter)
                .adding("received_before", receivedBefore)
            try await session.list(.delivery, path, options: bounds, output: output)
        }
    }

    struct Show: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "Show a delivery with its headers and body.")
        @Argument(help: "The delivery's id.") var id: String
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            try await session.show(.delivery, await session.api.get(GatewayPath(.getDelivery, id)), output: output)
        }
    }

    struct Replay: ClientCommand {
        static let configuration = CommandConfiguration(
            abstract: "Apply a delivery, or those of a time range, again.",
            discussion:
                """
                Deliveries are compared with the mirror: a duplicate changes nothing. One call replays at most 10,000, \
                oldest first.
                """)
        @Argument(help: "The delivery's id. Without it, --from and --to are required.") var id: String?
        @Option(help: "Deliveries received at or after this time, as in 2026-01-31T09:30:00Z.") var from: String?
        @Option(help: "Deliveries received before this time.") var to: String?
        @OptionGroup var filter: DeliveryFilterOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func validate() throws {
            let isSpan = from != nil && to != nil
            let isOne = id != nil && from == nil && to == nil && filter.isEmpty
            guard isOne || (isSpan && id == nil) else {
                throw ValidationError(
                    "pass either the id of a delivery, or --from and --to and optionally --channel and --state")
            }
        }

        func run(in session: Session) async throws {
            if let id {
                return try await session.printRow(
                    .delivery, await session.api.post(GatewayPath(.replayDelivery, id), [:]), output: output)
            }
            let path = filter.applied(to: GatewayPath(.replayDeliveries).adding("from", from).adding("to", to))
            try await session.printRow(.replay, await session.api.post(path, [:]), output: output)
        }
    }
}

struct DeliveryFilterOptions: ParsableArguments {
    @Option(help: "Only deliveries to this channel. Can be repeated.")
    var channel: [String] = []

    @Option(
        help: "Only deliveries in this state: \(Choices.text(DeliveryState.self)).",
        completion: .list(DeliveryState.allCases.map(\.rawValue)))
    var state: String?

    /// Whether no filter was given.
    var isEmpty: Bool { channel.isEmpty && state == nil }

    /// The path with these filters.
    func applied(to path: GatewayPath) -> GatewayPath { path.adding("channel", each: channel).adding("state", state) }
}
