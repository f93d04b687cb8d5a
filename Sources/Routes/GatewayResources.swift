public import Resources

/// Every resource of the gateway; the route table says which address each of their verbs has.
public struct GatewayResources: Sendable {
    /// `/`.
    public var home: HomeResource
    /// `/which`, `/check`, `/metrics`.
    public var operations: OperationsResource
    /// The contract.
    public var contract: ContractResource
    /// Swagger UI.
    public var swagger: SwaggerResource
    /// JWTs for clients.
    public var authorize: AuthorizeResource
    /// Clients.
    public var clients: ClientResource
    /// API tokens.
    public var tokens: TokenResource
    /// The audit log.
    public var audit: AuditResource
    /// Connections to trackers.
    public var connections: ConnectionResource
    /// Channels.
    public var channels: ChannelResource
    /// The mirrors of channels.
    public var sync: SyncResource
    /// Work in the background.
    public var jobs: JobResource
    /// Tickets and what belongs to them.
    public var tickets: TicketResources
    /// What trackers send.
    public var webhooks: WebhookResources
    /// What the gateway does by itself.
    public var rules: RuleResource
    /// What came of that.
    public var ruleRuns: RuleRunResource
    /// What happens, as it happens.
    public var streams: EventStreamResource
    /// What is sent to others.
    public var subscriptions: SubscriptionResources

    /// Takes them.
    public init(
        home: HomeResource, operations: OperationsResource, contract: ContractResource, swagger: SwaggerResource,
        authorize: AuthorizeResource,
        clients: ClientResource, tokens: TokenResource, audit: AuditResource, connections: ConnectionResource, channels: ChannelResource,
        sync: SyncResource, jobs: JobResource, tickets: TicketResources, webhooks: WebhookResources, rules: RuleResource,
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
