import APIContract
import ArgumentParser
import Primitives

struct ChannelsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "channels", abstract: "Manage channels: projects made available through the gateway.",
        subcommands: [
            List.self, Show.self, Create.self, Update.self, Delete.self, Sync.self, Progress.self, Tracker.self,
            Webhook.self,
        ],
        aliases: ["channel"])

    struct List: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "List the channels.")
        @Option(help: "Only channels of this connection.") var connection: String?
        @OptionGroup var bounds: ListOptions<Listed.Channels>
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            try await session.list(
                .channel, GatewayPath(.listChannels).adding("connection", connection), options: bounds, output: output)
        }
    }

    struct Show: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "Show a channel.")
        @Argument(help: "The channel's slug.") var slug: String
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            try await session.show(.channel, await session.api.get(GatewayPath(.getChannel, slug)), output: output)
        }
    }

    struct Create: ClientCommand {
        static let configuration = CommandConfiguration(
            abstract: "Create a channel. Its first sync starts immediately.")
        @Argument(help: "The new channel's slug: lower-case letters, digits and hyphens.") var slug: String
        @Option(help: "The connection's slug.") var connection: String
        @Option(help: "The project's path, as listed by `connections projects`; any name on a local tracker.")
        var path: String
        @OptionGroup var fields: ChannelFieldOptions
        @OptionGroup var write: WriteOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            var patch = Patch()
            patch.set("slug", slug)
            patch.set("connection", connection)
            patch.set("path", path)
            try fields.add(to: &patch)
            try await session.printRow(
                .channel, await session.api.post(GatewayPath(.createChannel), patch.object(), write: write),
                output: output)
        }
    }

    struct Update: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "Update a channel.")
        @Argument(help: "The channel's slug.") var slug: String
        @Option(help: "The new path of the same project, after it was renamed.") var path: String?
        @OptionGroup var fields: ChannelFieldOptions
        @OptionGroup var write: WriteOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            var patch = Patch()
            patch.set("path", path)
            try fields.add(to: &patch)
            try await session.printRow(
                .channel, await session.api.patch(GatewayPath(.updateChannel, slug), patch.object(), write: write),
                output: output)
        }
    }

    struct Delete: ClientCommand {
        static let configuration = CommandConfiguration(
            abstract: "Delete a channel and its mirror.",
            discussion: """
                Other trackers keep their tickets. Those of the built-in tracker (local) exist only in the gateway and \
                are deleted too, which requires --yes.
                """)
        @Argument(help: "The channel's slug.") var slug: String
        @Flag(help: "Delete a channel of the built-in tracker although it has tickets.") var yes = false
        @OptionGroup var write: WriteOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            if !yes { try await requireKeptTickets(in: session) }
            let answer = try await session.api.delete(GatewayPath(.deleteChannel, slug), write: write)
            session.say("deleted the channel \(slug)")
            if let left = answer["webhook_left"] { session.warnOfRemainingWebhook(left) }
        }

        /// - Throws: `ClientFailure.usage` if the deletion would destroy tickets. A token that may not read the channel
        ///   cannot find out.
        private func requireKeptTickets(in session: Session) async throws {
            let channel: JSON?
            do {
                channel = try await session.api.find(GatewayPath(.getChannel, slug))?.object
            } catch ClientFailure.refused(status: 403, _, _) {
                return
            }
            let count = channel?["ticket_count"]?.integerValue ?? 0
            guard channel?["tracker"] == "local", count > 0 else { return }
            throw ClientFailure.usage(
                "the channel \(slug) is on the built-in tracker: its \(count) tickets exist only here, and would be "
                    + "deleted too; to delete them, repeat the command with --yes")
        }
    }

    struct Tracker: ClientCommand {
        static let configuration = CommandConfiguration(abstract: "Show a channel's project as its tracker shows it.")
        @Argument(help: "The channel's slug.") var slug: String
        @OptionGroup var output: OutputOptions
        @OptionGroup var gateway: GatewayOptions

        func run(in session: Session) async throws {
            try await session.show(
                .project, await session.api.get(GatewayPath(.getChannelProject, slug)), output: output)
        }
    }
}

extension Session {
    /// Warns that a webhook must be removed manually at its tracker.
    func warnOfRemainingWebhook(_ left: JSON) {
        guard let address = left["callback_url"]?.stringValue else { return }
        let id = left["remote_id"]?.stringValue.map { ", identifier \($0)" } ?? ""
        console.complain(
            "the tracker did not remove the channel's webhook (\(left["error"]?.stringValue ?? "error")); remove it in the tracker's "
                + "settings: \(address)\(id)")
    }
}
