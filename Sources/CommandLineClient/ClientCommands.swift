package import ArgumentParser

/// The commands that call a gateway's API.
package enum ClientCommands {
    /// The commands to register with the executable. `client` contains all the others.
    package static let all: [any ParsableCommand.Type] = [
        ConnectionsCommand.self, ChannelsCommand.self, TicketsCommand.self, CommentsCommand.self, LabelsCommand.self,
        MilestonesCommand.self, MembersCommand.self, JobsCommand.self, DeliveriesCommand.self, OperationsCommand.self,
        RulesCommand.self,
        SubscriptionsCommand.self, EventsCommand.self, TemplatesCommand.self, ApplyCommand.self,
        ClientCommandGroup.self,
    ]
}

/// Groups the client commands to distinguish them from the server's: `ticket-gateway client tickets list demo`.
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
