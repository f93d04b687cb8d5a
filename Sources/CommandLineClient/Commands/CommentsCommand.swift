import APIContract
import ArgumentParser
import Primitives

struct CommentsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "comments", abstract: "Manage the comments on a ticket.",
        subcommands: [List.self, Show.self, Create.self, Update.self, Delete.self], aliases: ["comment"])

    struct List: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "List a ticket's comments.")
        @OptionGroup var ticket: TicketArguments
        @Option(help: "Only comments of this thread.") var thread: String?
        @Option(help: "The field by which comments are sorted: created_at or -created_at.") var sort: String?
        @OptionGroup var bounds: ListOptions<Listed.Comments>
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            let path = ticket.path(.listComments).adding("thread_id", thread).adding("sort", sort)
            try await session.list(.comment, path, options: bounds, output: output)
        }
    }

    struct Show: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "Show a comment.")
        @OptionGroup var ticket: TicketArguments
        @Argument(help: "The comment's id.") var id: String
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            try await session.show(.comment, await session.api.get(ticket.path(.getComment, id)), output: output)
        }
    }

    struct Create: ClientCommand {
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

    struct Update: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "Update a comment.")
        @OptionGroup var ticket: TicketArguments
        @Argument(help: "The comment's id.") var id: String
        @OptionGroup var text: TextOptions
        @OptionGroup var write: WriteOptions
        @OptionGroup var later: AsyncOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            let body: JSON = ["body": .string(try text.required(session.environment))]
            try await session.printWritten(
                .comment, await session.api.patch(ticket.path(.updateComment, id), body, write: write, async: later),
                output: output)
        }
    }

    struct Delete: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "Delete a comment.")
        @OptionGroup var ticket: TicketArguments
        @Argument(help: "The comment's id.") var id: String
        @OptionGroup var write: WriteOptions
        @OptionGroup var later: AsyncOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            try await session.printDeleted(
                "deleted the comment",
                await session.api.delete(ticket.path(.deleteComment, id), write: write, async: later), output: output)
        }
    }
}

extension Session {
    /// Creates a comment on a ticket and prints it.
    func comment(
        on ticket: TicketArguments, text: TextOptions, thread: String?, isInternal: Bool, write: WriteOptions,
        async later: AsyncOptions, output: OutputOptions
    ) async throws {
        var patch = Patch()
        patch.set("body", try text.required(environment))
        patch.set("thread_id", thread)
        patch.set("internal", isInternal ? true : nil)
        let body = try patch.object()
        try await printWritten(
            .comment, await api.post(ticket.path(.createComment), body, write: write, async: later),
            output: output)
    }
}
