import APIContract
import ArgumentParser
import Primitives

struct TicketsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tickets", abstract: "Manage tickets.",
        subcommands: [
            List.self, Search.self, Show.self, Lookup.self, Create.self, Update.self, Close.self, Reopen.self,
            Comment.self, Delete.self,
            Subscribe.self, Unsubscribe.self, Occurrences.self, Batch.self,
        ], aliases: ["ticket"])

    struct List: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "List the tickets of a channel, or of all channels.")
        @Argument(help: "The channel's slug. Default: all channels.") var channel: String?
        @Option(name: [.customShort("q"), .customLong("search")], help: "The search query, as in `tickets search`.")
        var query: String?
        @OptionGroup var filters: TicketFilterOptions
        @OptionGroup var bounds: ListOptions<Listed.Tickets>
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            let path = channel.map { GatewayPath(.listTickets, $0) } ?? GatewayPath(.searchTickets)
            try await session.list(.ticket, filters.applied(to: path, text: query), options: bounds, output: output)
        }
    }

    struct Search: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "Search the tickets of all channels.")
        @Argument(help: "The search query: words, \"a phrase\", or, -not, begin*.") var query: [String] = []
        @Option(help: "Only tickets of this channel. Can be repeated.") var channel: [String] = []
        @Option(help: "Only tickets of this kind of tracker. Can be repeated.") var tracker: [String] = []
        @OptionGroup var filters: TicketFilterOptions
        @OptionGroup var bounds: ListOptions<Listed.Tickets>
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            let path = GatewayPath(.searchTickets).adding("channel", each: channel).adding("tracker", each: tracker)
            let text = query.isEmpty ? nil : query.joined(separator: " ")
            try await session.list(.ticket, filters.applied(to: path, text: text), options: bounds, output: output)
        }
    }

    struct Show: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "Show a ticket.")
        @OptionGroup var ticket: TicketArguments
        @Flag(help: "Ask the tracker before showing the ticket.") var fresh = false
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            let wantsRemote = output.json?.contains("remote_data") == true
            let path = ticket.path(.getTicket).adding("fresh", fresh ? "true" : nil).adding(
                "include", wantsRemote ? "remote_data" : nil)
            try await session.show(.ticket, await session.api.get(path), output: output)
        }
    }

    struct Lookup: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "Find a ticket by the URL of its page.")
        @Argument(help: "The URL, as in https://github.com/acme/website/issues/7") var page: String
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            try await session.show(
                .ticket, await session.api.get(GatewayPath(.lookupTicket).adding("url", page)), output: output)
        }
    }

    struct Subscribe: ClientCommand {
        static let configuration = CommandConfiguration(
            abstract: "Subscribe to the tracker's notifications about a ticket.")
        @OptionGroup var ticket: TicketArguments
        @OptionGroup var write: WriteOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            try await session.api.put(ticket.path(.subscribe), write)
            session.say("subscribed to \(ticket.name)")
        }
    }

    struct Unsubscribe: ClientCommand {
        static let configuration = CommandConfiguration(
            abstract: "Unsubscribe from the tracker's notifications about a ticket.")
        @OptionGroup var ticket: TicketArguments
        @OptionGroup var write: WriteOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            try await session.api.delete(ticket.path(.unsubscribe), write: write)
            session.say("unsubscribed from \(ticket.name)")
        }
    }
}

extension TicketsCommand {
    struct Occurrences: ClientCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the occurrences of an error ticket, newest first.")
        @OptionGroup var ticket: TicketArguments
        @OptionGroup var bounds: ListOptions<Listed.Occurrences>
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            try await session.list(.occurrence, ticket.path(.listOccurrences), options: bounds, output: output)
        }
    }
}

struct TicketArguments: ParsableArguments {
    @Argument(help: "The channel's slug.") var channel: String
    @Argument(help: "The ticket's key in its channel.") var key: String

    /// Such as `demo#7`.
    var name: String { "\(channel)#\(key)" }

    /// The path of an endpoint below `/api/v1/channels/{slug}/tickets/{key}`.
    /// - Parameter values: The values of the parameters after these two.
    func path(_ endpoint: Endpoint, _ values: String...) -> GatewayPath {
        GatewayPath(endpoint, values: [channel, key] + values)
    }
}
