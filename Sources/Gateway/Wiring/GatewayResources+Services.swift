import Access
import Connections
import EventFeed
import Intake
import OutgoingWebhooks
import Resources
import Routes
import Rules
import ServiceKit
import Tickets

extension GatewayResources {
    /// The resources on the services.
    init(_ services: GatewayServices, operations: OperationsResource, contract: ContractFile, swaggerDirectory: String)
    {
        self.init(
            home: HomeResource(version: GatewayVersion.current), operations: operations,
            contract: ContractResource(yaml: contract.yaml, json: contract.json),
            swagger: SwaggerResource(directory: swaggerDirectory),
            authorize: AuthorizeResource(service: services.access.authorization, failures: services.access.failures),
            clients: ClientResource(service: services.access.clients),
            tokens: TokenResource(service: services.access.tokens),
            audit: AuditResource(service: services.kit.audit),
            connections: ConnectionResource(service: services.management.connections),
            channels: ChannelResource(service: services.management.channels, registry: services.connections.registry),
            sync: SyncResource(
                channels: services.management.channels, service: services.intake.sync,
                removals: services.intake.removals),
            jobs: JobResource(service: services.jobs),
            tickets: TicketResources(
                environment: services.tickets.environment, registry: services.connections.registry,
                operations: services.tickets.operations),
            webhooks: WebhookResources(
                inbox: services.intake.inbox, capacity: services.intake.capacity, webhooks: services.intake.webhooks,
                deliveries: services.intake.deliveries),
            rules: RuleResource(service: services.rules.service),
            ruleRuns: RuleRunResource(service: services.rules.service),
            streams: EventStreamResource(service: services.events.streams) { request in
                CallerStanding(
                    credential: try BearerCredential.of(request), authenticator: services.access.authenticator)
            },
            subscriptions: SubscriptionResources(service: services.outgoing.subscriptions))
    }
}
