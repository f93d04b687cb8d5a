package import ArgumentParser

/// The commands that speak to a gateway, for the executable to list.
package enum ClientCommands {
    /// `connections`, `channels`, `tickets`, `comments`, `labels`, `milestones`, `members`, `jobs`, `deliveries`,
    /// `operations`, `events`, `rules`, `subscriptions`, `templates`, `apply`, and `client` with all of these.
    package static let all: [any ParsableCommand.Type] = [
        ConnectionsCommand.self, ChannelsCommand.self, TicketsCommand.self, CommentsCommand.self, LabelsCommand.self,
        MilestonesCommand.self, MembersCommand.self, JobsCommand.self, DeliveriesCommand.self, OperationsCommand.self,
        RulesCommand.self,
        SubscriptionsCommand.self, EventsCommand.self, TemplatesCommand.self, ApplyCommand.self,
        ClientCommandGroup.self,
    ]
}

/// The client commands under one name, for those who like to tell them from the server's: `ticket-gateway client
/// tickets list demo`.
struct ClientCommandGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "client", abstract: "The commands above as subcommands.",
        subcommands: [
            ConnectionsCommand.self, ChannelsCommand.self, TicketsCommand.self, CommentsCommand.self,
            LabelsCommand.self,
            MilestonesCommand.self, MembersCommand.self, JobsCommand.self, DeliveriesCommand.self,
            OperationsCommand.self,
            RulesCommand.self, SubscriptionsCommand.self, EventsCommand.self, TemplatesCommand.self, ApplyCommand.self,
        ])
}
