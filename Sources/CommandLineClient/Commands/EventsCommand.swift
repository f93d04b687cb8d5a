import ArgumentParser
import Primitives

/// `ticket-gateway events …`
struct EventsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "events", abstract: "What happens to tickets.", subcommands: [List.self, Follow.self], aliases: ["event"])

    struct List: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "List the events, newest first.")
        @OptionGroup var filter: EventFilterOptions
        @OptionGroup var bounds: ListOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            try await session.list(.event, filter.added(to: GatewayPath("events")), bounds, output)
        }
    }

    struct Follow: ClientCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print the events as they happen, one a line, until interrupted.",
            discussion: """
                A stream that breaks off is taken up again where it was. With --since-last it begins behind the last event that was printed by \
                the same command with --since-last before.
                """)
        @OptionGroup var filter: EventFilterOptions
        @Option(help: "Begin behind the event with this id.") var after: String?
        @Flag(help: "Begin where the last run ended.") var sinceLast = false
        @Option(name: .shortAndLong, help: "End after so many events.") var limit: Int?
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func validate() throws {
            guard limit.map({ $0 > 0 }) ?? true else { throw ValidationError("--limit must be at least 1") }
            guard after == nil || !sinceLast else { throw ValidationError("--after and --since-last exclude each other") }
        }

        func run(in session: Session) async throws {
            let path = filter.added(to: GatewayPath("events", "stream"))
            let mark = sinceLast ? EventMark(session.environment, gateway: session.api.base, query: path.text) : nil
            let printer = try EventPrinter(session, output, limit: limit, mark: mark)
            try await session.follow(path, from: try mark?.read() ?? after ?? "", printer)
        }
    }
}

/// Which events.
struct EventFilterOptions: ParsableArguments {
    @Option(help: "Only of this type, such as ticket.created; may be repeated.") var type: [String] = []
    @Option(help: "Only of this channel; may be repeated.") var channel: [String] = []
    @Option(help: "Only of the ticket with this id.") var ticket: String?

    func added(to path: GatewayPath) -> GatewayPath {
        path.adding("type", each: type).adding("channel", each: channel).adding("ticket", ticket)
    }
}
