import APIContract
import ArgumentParser
import Primitives
import TrackerKit

extension TicketsCommand {
    struct Create: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "Create a ticket at its tracker.")
        @Argument(help: "The channel's slug.") var channel: String
        @Option(name: .shortAndLong, help: "The title. Optional with a template.") var title: String?
        @Option(help: "The slug of a template, which provides all fields that are not set here.") var template: String?
        @OptionGroup var filled: VariableOptions
        @OptionGroup var text: TextOptions
        @OptionGroup var fields: TicketFieldOptions
        @OptionGroup var write: WriteOptions
        @OptionGroup var later: AsyncOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func validate() throws {
            guard filled.variable.isEmpty || template != nil else {
                throw ValidationError("--variable requires --template")
            }
        }

        func run(in session: Session) async throws {
            // Not in `validate`, which would hide the error for a mistyped --title.
            guard title != nil || template != nil else {
                throw ClientFailure.usage("a title is required: pass --title TEXT, or --template SLUG")
            }
            var patch = Patch()
            patch.set("title", title)
            patch.set("template", template)
            patch.set("variables", try filled.variables(session.environment))
            patch.set("body", try text.text(session.environment))
            fields.add(to: &patch)
            let path = GatewayPath(.createTicket, channel)
            try await session.printWritten(
                .ticket, await session.api.post(path, patch.object(), write: write, async: later), output: output)
        }
    }

    struct Update: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "Update a ticket.")
        @OptionGroup var ticket: TicketArguments
        @Option(name: .shortAndLong, help: "The ticket's new title.") var title: String?
        @OptionGroup var text: TextOptions
        @OptionGroup var fields: TicketFieldOptions
        @Option(help: "A label to add. Can be repeated.") var addLabel: [String] = []
        @Option(help: "A label to remove. Can be repeated.") var removeLabel: [String] = []
        @Flag(inversion: .prefixedNo, help: "Whether only the project's team may comment.") var locked: Bool?
        @Option(
            help: "Clear a field of the ticket: \(Choices.text(Self.clearable.map(Patch.option))). Can be repeated.")
        var clear: [String] = []
        @OptionGroup var write: WriteOptions
        @OptionGroup var later: AsyncOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        private static let clearable = TicketFields.change.filter(\.isClearable).map(\.name)

        func run(in session: Session) async throws {
            var patch = Patch()
            patch.set("title", title)
            patch.set("body", try text.text(session.environment))
            fields.add(to: &patch)
            patch.set("add_labels", addLabel)
            patch.set("remove_labels", removeLabel)
            patch.set("locked", locked)
            try patch.refuseEmpty(Self.clearable)
            try patch.clear(clear, among: Self.clearable)
            try await session.printWritten(
                .ticket,
                await session.api.patch(ticket.path(.updateTicket), patch.object(), write: write, async: later),
                output: output)
        }
    }

    struct Close: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "Close a ticket.")
        @OptionGroup var ticket: TicketArguments
        @Option(help: "The resolution: \(Choices.text(Resolution.self) { $0 != .unknown }).") var resolution: String?
        @Option(name: .shortAndLong, help: "A comment to write before closing.") var comment: String?
        @OptionGroup var write: WriteOptions
        @OptionGroup var later: AsyncOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            _ = try output.selection(of: .ticket, .operation)
            if let comment {
                _ = try await session.api.post(
                    ticket.path(.createComment), ["body": .string(comment)], write: write.withoutConditions,
                    async: later)
            }
            var patch = Patch()
            patch.set("status", "done")
            patch.set("resolution", resolution)
            try await session.printWritten(
                .ticket,
                await session.api.patch(ticket.path(.updateTicket), patch.object(), write: write, async: later),
                output: output)
        }
    }

    struct Reopen: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "Reopen a ticket.")
        @OptionGroup var ticket: TicketArguments
        @OptionGroup var write: WriteOptions
        @OptionGroup var later: AsyncOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            try await session.printWritten(
                .ticket,
                await session.api.patch(ticket.path(.updateTicket), ["status": "open"], write: write, async: later),
                output: output)
        }
    }

    struct Comment: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "Comment on a ticket.")
        @OptionGroup var ticket: TicketArguments
        @OptionGroup var text: TextOptions
        @Option(help: "The thread to continue.") var thread: String?
        @Flag(help: "Make the comment visible only to the project's team.") var `internal` = false
        @OptionGroup var write: WriteOptions
        @OptionGroup var later: AsyncOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            try await session.comment(
                on: ticket, text: text, thread: thread, isInternal: `internal`, write: write, async: later,
                output: output)
        }
    }

    struct Delete: ClientCommand {
        static let configuration = CommandConfiguration(
            abstract: "Delete a ticket, at its tracker too if that supports it.")
        @OptionGroup var ticket: TicketArguments
        @OptionGroup var write: WriteOptions
        @OptionGroup var later: AsyncOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            try await session.printDeleted(
                "deleted \(ticket.name)",
                await session.api.delete(ticket.path(.deleteTicket), write: write, async: later), output: output)
        }
    }

    struct Batch: ClientCommand {
        static let configuration = CommandConfiguration(
            abstract: "Perform up to 100 operations on tickets in one request.",
            discussion:
                """
                The file contains the body of POST /api/v1/tickets/batch as JSON, or only its array of operations. \
                Exits with the status of the first operation that failed.
                """
        )
        @Argument(help: "A JSON file; - for standard input.", completion: .file()) var file: String
        @OptionGroup var write: WriteOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            _ = try output.selection(of: .batchResult)
            let json = try session.environment.readJSON(file)
            let body: JSON = json.arrayValue == nil ? json : ["operations": json]
            let results =
                try await session.api.post(GatewayPath(.batchTickets), body, write: write)["results"]?.arrayValue ?? []
            try session.list(.batchResult, results, output: output)
            guard let failed = results.first(where: { ($0["status"]?.integerValue ?? 0) >= 400 }) else { return }
            throw ClientFailure.refused(
                status: Int(failed["status"]?.integerValue ?? 500), problem: failed["problem"], retryAfter: nil)
        }
    }
}
