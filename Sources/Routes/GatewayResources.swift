package import Resources

/// Every resource of the gateway; the route table says which address each of their verbs has.
package struct GatewayResources: Sendable {
    /// `/`.
    package var home: HomeResource
    /// `/which`, `/check`, `/metrics`.
    package var operations: OperationsResource
    /// The contract.
    package var contract: ContractResource
    /// Swagger UI.
    package var swagger: SwaggerResource
    /// JWTs for clients.
    package var authorize: AuthorizeResource
    /// Clients.
    package var clients: ClientResource
    /// API tokens.
    package var tokens: TokenResource
    /// The audit log.
    package var audit: AuditResource
    /// Connections to trackers.
    package var connections: ConnectionResource
    /// Channels.
    package var channels: ChannelResource
    /// The mirrors of channels.
    package var sync: SyncResource
    /// Work in the background.
    package var jobs: JobResource
    /// Tickets and what belongs to them.
    package var tickets: TicketResources
    /// What trackers send.
    package var webhooks: WebhookResources
    /// What the gateway does by itself.
    package var rules: RuleResource
    /// What came of that.
    package var ruleRuns: RuleRunResource
    /// What happens, as it happens.
    package var streams: EventStreamResource
    /// What is sent to others.
    package var subscriptions: SubscriptionResources

    /// Takes them.
    package init(
        home: HomeResource, operations: OperationsResource, contract: ContractResource, swagger: SwaggerResource,
        authorize: AuthorizeResource,
        clients: ClientResource, tokens: TokenResource, audit: AuditResource, connections: ConnectionResource,
        channels: ChannelResource,
        sync: SyncResource, jobs: JobResource, tickets: TicketResources, webhooks: WebhookResources,
        rules: RuleResource,
        ruleRuns: RuleRunResource, streams: EventStreamResource, subscriptions: SubscriptionResources
    ) {
        self.home = home
        self.operations = operations
        self.contract = contract
        self.swagger = swagger
        self.authorize = authorize
        self.clients = clients
        self.tokens = tokens
        self.audit = audit
        self.connections = connections
        self.channels = channels
        self.sync = sync
        self.jobs = jobs
        self.tickets = tickets
        self.webhooks = webhooks
        self.rules = rules
        self.ruleRuns = ruleRuns
        self.streams = streams
        self.subscriptions = subscriptions
    }
}
