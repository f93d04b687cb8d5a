package import ArgumentParser

/// The commands that call a gateway's API.
package enum ClientCommands {
    private static let own: [any ParsableCommand.Type] = [
        ConnectionsCommand.self, ChannelsCommand.self, TicketsCommand.self, CommentsCommand.self, LabelsCommand.self,
        MilestonesCommand.self, MembersCommand.self, JobsCommand.self, DeliveriesCommand.self, OperationsCommand.self,
        RulesCommand.self, SubscriptionsCommand.self, EventsCommand.self, TemplatesCommand.self, ApplyCommand.self,
        ClientsCommand.self, TokensCommand.self, AuditCommand.self, AuthCommand.self,
        AlertsCommand.self, FlavorsCommand.self, AlertTokensCommand.self,
    ]

    /// The commands to register with the executable. `client` contains all the others.
    package static let all: [any ParsableCommand.Type] = own + [ClientCommandGroup.self as any ParsableCommand.Type]

    /// Groups the client commands to distinguish them from the server's: `ticket-gateway client tickets list demo`.
    private struct ClientCommandGroup: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "client", abstract: "The commands above as subcommands.", subcommands: ClientCommands.own)
    }
}
