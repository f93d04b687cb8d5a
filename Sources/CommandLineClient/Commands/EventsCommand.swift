import APIContract
import ArgumentParser
import Primitives

struct EventsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "events", abstract: "List and follow events.", subcommands: [List.self, Follow.self],
        aliases: ["event"])

    struct List: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "List the events, newest first.")
        @OptionGroup var filter: EventFilterOptions
        @OptionGroup var bounds: ListOptions<Listed.Events>
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            try await session.list(.event, filter.added(to: GatewayPath(.listEvents)), options: bounds, output: output)
        }
    }

    struct Follow: ClientCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print events as they happen, one per line, until interrupted.",
            discussion: """
                If the stream disconnects, the command reconnects and resumes where it left off. --since-last starts \
                after the last event that the same command with --since-last printed.
                """)
        @OptionGroup var filter: EventFilterOptions
        @Option(help: "Start after the event with this id.") var after: String?
        @Flag(help: "Start where the last run stopped.") var sinceLast = false
        @Option(
            name: [.customShort("n"), .long], help: "Stop after this number of events.",
            transform: WholeNumber.from(1...Int.max))
        var limit: Int?
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func validate() throws {
            guard limit.map({ $0 > 0 }) ?? true else { throw ValidationError("--limit must be at least 1") }
            guard after == nil || !sinceLast else {
                throw ValidationError("--after and --since-last cannot be combined")
            }
        }

        func run(in session: Session) async throws {
            let path = filter.added(to: GatewayPath(.streamEvents))
            let mark = sinceLast ? LastEventFile(session.environment, gateway: session.api.base, query: path.text) : nil
            let printer = try EventPrinter(session, output, limit: limit, mark: mark)
            try await session.follow(path, from: try mark?.read() ?? after ?? "", printer)
        }
    }
}

struct EventFilterOptions: ParsableArguments {
    @Option(help: "Only events of this type, such as ticket.created. Can be repeated.") var type: [String] = []
    @Option(help: "Only events of this channel. Can be repeated.") var channel: [String] = []
    @Option(help: "Only events of the ticket with this id.") var ticket: String?

    func added(to path: GatewayPath) -> GatewayPath {
        path.adding("type", each: type).adding("channel", each: channel).adding("ticket", ticket)
    }
}
