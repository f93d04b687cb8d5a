import APIContract
import ArgumentParser
import Models
import Primitives

struct OperationsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "operations", abstract: "Manage queued writes (--async).",
        subcommands: [List.self, Show.self, Cancel.self], aliases: ["operation"])

    struct List: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "List the operations, newest first.")
        @Option(help: "Only operations with this status: \(Choices.text(OperationStatus.self)).") var status: String?
        @Option(help: "Only operations in this channel. Can be repeated.") var channel: [String] = []
        @OptionGroup var bounds: ListOptions<Listed.Operations>
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            let path = GatewayPath(.listOperations).adding("status", status).adding("channel", each: channel)
            try await session.list(.operation, path, options: bounds, output: output)
        }
    }

    struct Show: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "Show an operation and its status.")
        @Argument(help: "The operation's id.") var id: String
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            try await session.show(.operation, await session.api.get(GatewayPath(.getOperation, id)), output: output)
        }
    }

    struct Cancel: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "Cancel an operation that is still queued.")
        @Argument(help: "The operation's id.") var id: String
        @OptionGroup var write: WriteOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            try await session.api.delete(GatewayPath(.cancelOperation, id), write: write)
            session.say("cancelled the operation \(id)")
        }
    }
}
