import EventFeed
import Resources
import Routes

extension GatewayResources {
    /// The resources on the services.
    init(_ services: GatewayServices, operations: OperationsResource, contract: ContractFile, swaggerDirectory: String)
    {
        self.init(
            home: HomeResource(version: GatewayVersion.current), operations: operations,
            contract: ContractResource(yaml: contract.yaml, json: contract.json),
            swagger: SwaggerResource(directory: swaggerDirectory),
            authorize: AuthorizeResource(service: services.authorization, failures: services.failures),
            clients: ClientResource(service: services.clients), tokens: TokenResource(service: services.tokens),
            audit: AuditResource(service: services.audit),
            connections: ConnectionResource(service: services.connections),
            channels: ChannelResource(service: services.channels, registry: services.registry),
            sync: SyncResource(channels: services.channels, service: services.sync, removals: services.removals),
            jobs: JobResource(service: services.jobs),
            tickets: TicketResources(
                environment: services.tickets, registry: services.registry, operations: services.operations),
            webhooks: WebhookResources(
                inbox: services.inbox, capacity: services.webhookCapacity, webhooks: services.webhooks,
                deliveries: services.deliveries),
            rules: RuleResource(service: services.rules), ruleRuns: RuleRunResource(service: services.rules),
            streams: EventStreamResource(service: services.streams) { request in
                CallerStanding(credential: try BearerCredential.of(request), authenticator: services.authenticator)
            },
            subscriptions: SubscriptionResources(service: services.subscriptions))
    }
}
