import APIContract
import ArgumentParser
import Models
import Primitives

extension SubscriptionsCommand {
    struct Test: ClientCommand {
        static let configuration = CommandConfiguration(
            abstract: "Send a test event to a subscription's receiver now, and show the result.",
            discussion: "Exits with status 7 if the receiver does not accept it.")
        @Argument(help: "The subscription's slug.") var slug: String
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            _ = try output.selection(of: .outgoingDelivery)
            let delivery = try await session.api.post(GatewayPath(.testSubscription, slug), [:])
            try await session.show(.outgoingDelivery, delivery, output: output)
            guard delivery["state"]?.stringValue != OutgoingDeliveryState.delivered.rawValue else { return }
            var lines = ["error: the test event was not delivered"]
            if let reason = delivery["detail"]?.stringValue { lines.append("  \(reason)") }
            throw ClientFailure.ended(.trackerFailed, lines: lines)
        }
    }

    struct Deliveries: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "List a subscription's deliveries, newest first.")
        @Argument(help: "The subscription's slug.") var slug: String
        @Option(
            help: "Only deliveries in this state: \(Choices.text(OutgoingDeliveryState.self)).",
            completion: .list(OutgoingDeliveryState.allCases.map(\.rawValue)))
        var state: String?
        @Option(help: "Only deliveries created at or after this time, as in 2026-01-31T09:30:00Z.")
        var createdAfter: String?
        @Option(help: "Only deliveries created before this time.") var createdBefore: String?
        @OptionGroup var bounds: ListOptions<Listed.Deliveries>
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            let path = GatewayPath(.listOutgoingDeliveries, slug).adding("state", state).adding(
                "created_after", createdAfter
            )
            .adding("created_before", createdBefore)
            try await session.list(.outgoingDelivery, path, options: bounds, output: output)
        }
    }

    struct Delivery: ClientCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show a subscription's delivery with its payload and attempts.")
        @Argument(help: "The subscription's slug.") var slug: String
        @Argument(help: "The delivery's id.") var id: String
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            try await session.show(
                .outgoingDelivery, await session.api.get(GatewayPath(.getOutgoingDelivery, slug, id)), output: output)
        }
    }

    struct Replay: ClientCommand {
        static let configuration = CommandConfiguration(
            abstract: "Send a subscription's delivery, or those of a time range, again.",
            discussion: "Each keeps its webhook-id. One call replays at most 10,000, oldest first.")
        @Argument(help: "The subscription's slug.") var slug: String
        @Argument(help: "The delivery's id. Without it, --from and --to are required.") var id: String?
        @Option(help: "Deliveries created at or after this time, as in 2026-01-31T09:30:00Z.") var from: String?
        @Option(help: "Deliveries created before this time.") var to: String?
        @Option(
            help: "Only deliveries in this state: delivered or failed.", completion: .list(["delivered", "failed"]))
        var state: String?
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func validate() throws {
            let isSpan = from != nil && to != nil
            let isOne = id != nil && from == nil && to == nil && state == nil
            guard isOne || (isSpan && id == nil) else {
                throw ValidationError("pass either the id of a delivery, or --from and --to and optionally --state")
            }
        }

        func run(in session: Session) async throws {
            if let id {
                let path = GatewayPath(.replayOutgoingDelivery, slug, id)
                return try await session.printRow(.outgoingDelivery, await session.api.post(path, [:]), output: output)
            }
            let path = GatewayPath(.replayOutgoingDeliveries, slug).adding("from", from).adding("to", to)
                .adding(
                    "state", state)
            try await session.printRow(.replay, await session.api.post(path, [:]), output: output)
        }
    }
}
