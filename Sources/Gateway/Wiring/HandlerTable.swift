package import APIContract
import Access
import Connections
import EventFeed
package import HTTPKit
import Intake
import OutgoingWebhooks
import Resources
import Rules
import ServiceKit
import Tickets

/// Assigns a handler to each endpoint. Paths and scopes are in `APIContract/RouteTable.swift`.
package struct HandlerTable: Sendable {
    private var handlers: [Endpoint: Handler] = [:]

    package init() {}

    /// The endpoints that have a handler, in the order of the route table.
    package var entries: [(endpoint: Endpoint, handler: Handler)] {
        Endpoint.allCases.compactMap { endpoint in handlers[endpoint].map { (endpoint, $0) } }
    }

    package mutating func on(_ endpoint: Endpoint, _ handler: @escaping Handler) {
        let earlier = handlers.updateValue(handler, forKey: endpoint)
        assert(earlier == nil, "\(endpoint) has two handlers")
    }
}

extension HandlerTable {
    /// The handlers of all endpoints.
    init(
        _ services: GatewayServices, operations: OperationsResource, contract: ContractFile, swaggerDirectory: String
    ) {
        self.init()
        addServer(operations)
        addContract(contract, swaggerDirectory: swaggerDirectory)
        addAccess(services)
        addConnections(services)
        addChannels(services)
        add(
            TicketResources(
                environment: services.tickets.environment, registry: services.connections.registry,
                operations: services.tickets.operations))
        addStreams(services)
        add(RuleResource(service: services.rules.service), runs: RuleRunResource(service: services.rules.service))
        addSubscriptions(services)
        addWebhooks(services)
        addJobs(services)
        add(services.alerts)
        addIncomingAlerts(services)
    }

    private mutating func addServer(_ operations: OperationsResource) {
        on(.getHome, HomeResource(version: GatewayVersion.current).page)
        on(.getVersion, operations.which)
        on(.checkHealth, operations.check)
        on(.checkHealthAlias, operations.check)
        on(.checkHealthzAlias, operations.check)
        on(.getMetrics, operations.metrics)
    }

    private mutating func addContract(_ file: ContractFile, swaggerDirectory: String) {
        let contract = ContractResource(yaml: file.yaml, json: file.json)
        on(.getOpenAPIYAML, contract.yaml)
        on(.getOpenAPIJSON, contract.json)
        on(.getAPISpec, contract.json)
        on(.getApplicationSpec, contract.json)
        let swagger = SwaggerResource(directory: swaggerDirectory)
        on(.getAPIDocs, swagger.index)
        on(.getAPIDocsFile, swagger.file)
        on(.redirectAPIDocs, swagger.redirect)
        on(.redirectDocs, swagger.redirect)
        on(.redirectSwagger, swagger.redirect)
    }

    private mutating func addAccess(_ services: GatewayServices) {
        on(
            .authorize,
            AuthorizeResource(service: services.access.authorization, failures: services.access.failures).authorize)
        on(.getCaller) { request in
            let credential = try BearerCredential.of(request)
            return try await CallerResource(authenticator: services.access.authenticator).get(request, credential)
        }
        let clients = ClientResource(service: services.access.clients)
        on(.listClients, clients.list)
        on(.createClient, clients.create)
        on(.getClient, clients.get)
        on(.updateClient, clients.update)
        on(.deleteClient, clients.delete)
        let tokens = TokenResource(service: services.access.tokens)
        on(.listTokens, tokens.list)
        on(.createToken, tokens.create)
        on(.getToken, tokens.get)
        on(.revokeToken, tokens.revoke)
        on(.listAuditEntries, AuditResource(service: services.kit.audit).list)
    }

    private mutating func addConnections(_ services: GatewayServices) {
        let connections = ConnectionResource(service: services.management.connections)
        on(.listConnections, connections.list)
        on(.createConnection, connections.create)
        on(.getConnection, connections.get)
        on(.updateConnection, connections.update)
        on(.deleteConnection, connections.delete)
        on(.verifyConnection, connections.verify)
        on(.listConnectionProjects, connections.projects)
        on(.getConnectionBudget, connections.budget)
    }

    private mutating func addChannels(_ services: GatewayServices) {
        let channels = ChannelResource(service: services.management.channels, registry: services.connections.registry)
        on(.listChannels, channels.list)
        on(.createChannel, channels.create)
        on(.getChannel, channels.get)
        on(.updateChannel, channels.update)
        on(.deleteChannel, channels.delete)
        let sync = SyncResource(
            channels: services.management.channels, service: services.intake.sync, removals: services.intake.removals)
        on(.getSyncStatus, sync.get)
        on(.startSync, sync.start)
    }

    private mutating func addStreams(_ services: GatewayServices) {
        let streams = EventStreamResource(service: services.events.streams) { request in
            CallerRecheck(credential: try BearerCredential.of(request), authenticator: services.access.authenticator)
        }
        on(.streamEvents, streams.events)
        on(.streamEventsOverWebSocket, streams.webSocket)
    }

    private mutating func addSubscriptions(_ services: GatewayServices) {
        let resources = SubscriptionResources(service: services.outgoing.subscriptions)
        let subscriptions = resources.subscriptions
        on(.listSubscriptions, subscriptions.list)
        on(.createSubscription, subscriptions.create)
        on(.getSubscription, subscriptions.get)
        on(.updateSubscription, subscriptions.update)
        on(.deleteSubscription, subscriptions.delete)
        on(.rotateSubscriptionSecret, subscriptions.rotate)
        let deliveries = resources.deliveries
        on(.testSubscription, deliveries.test)
        on(.listOutgoingDeliveries, deliveries.list)
        on(.replayOutgoingDeliveries, deliveries.replayRange)
        on(.getOutgoingDelivery, deliveries.get)
        on(.replayOutgoingDelivery, deliveries.replay)
    }

    private mutating func addWebhooks(_ services: GatewayServices) {
        let resources = WebhookResources(
            inbox: services.intake.inbox, capacity: services.intake.capacity, webhooks: services.intake.webhooks,
            deliveries: services.intake.deliveries)
        on(.getWebhook, resources.webhook.get)
        on(.createWebhook, resources.webhook.create)
        on(.deleteWebhook, resources.webhook.delete)
        on(.probeWebhook, resources.receiver.probe)
        on(.receiveWebhook, resources.receiver.receive)
        on(.probeWebhookAtSecretAddress, resources.receiver.probe)
        on(.receiveWebhookAtSecretAddress, resources.receiver.receive)
        let deliveries = resources.deliveries
        on(.listDeliveries, deliveries.list)
        on(.replayDeliveries, deliveries.replayRange)
        on(.getDelivery, deliveries.get)
        on(.replayDelivery, deliveries.replay)
    }

    private mutating func addJobs(_ services: GatewayServices) {
        let jobs = JobResource(service: services.jobs)
        on(.listJobs, jobs.list)
        on(.getJob, jobs.get)
        on(.discardJob, jobs.discard)
        on(.retryJob, jobs.retry)
    }
}
