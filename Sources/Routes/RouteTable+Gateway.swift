import HTTPKit
import Models
package import Resources

extension RouteTable {
    /// The whole API on one page: method, path, the scope that it asks for, and what answers. A test holds it to
    /// `openapi.yaml`.
    package init(_ resources: GatewayResources) {
        self.init()
        addOperations(resources)
        addAccess(resources)
        addConnections(resources)
        addChannels(resources)
        addJobs(resources)
        add(resources.tickets)
        addWebhooks(resources.webhooks)
        add(resources.rules, resources.ruleRuns)
        get("/api/v1/events/stream", scope: .ticketsRead, resources.streams.events)
        get("/api/v1/events/ws", scope: .ticketsRead, resources.streams.webSocket)
        add(resources.subscriptions)
    }

    private mutating func addOperations(_ resources: GatewayResources) {
        get("/", scope: nil, resources.home.page)
        get("/which", scope: nil, resources.operations.which)
        get("/check", scope: nil, resources.operations.check)
        get("/metrics", scope: nil, resources.operations.metrics)
        get("/openapi.yaml", scope: nil, resources.contract.yaml)
        get("/openapi.json", scope: nil, resources.contract.json)
        get("/api/spec", scope: nil, resources.contract.json)
        get("/application/spec", scope: nil, resources.contract.json)
        get("/apidocs/", scope: nil, resources.swagger.index)
        get("/apidocs/{file}", scope: nil, resources.swagger.file)
    }

    private mutating func addAccess(_ resources: GatewayResources) {
        post("/api/v1/authorize", scope: nil, resources.authorize.authorize)
        get("/api/v1/clients", scope: .admin, resources.clients.list)
        post("/api/v1/clients", scope: .admin, resources.clients.create)
        get("/api/v1/clients/{slug}", scope: .admin, resources.clients.get)
        patch("/api/v1/clients/{slug}", scope: .admin, resources.clients.update)
        delete("/api/v1/clients/{slug}", scope: .admin, resources.clients.delete)
        get("/api/v1/tokens", scope: .admin, resources.tokens.list)
        post("/api/v1/tokens", scope: .admin, resources.tokens.create)
        get("/api/v1/tokens/{id}", scope: .admin, resources.tokens.get)
        delete("/api/v1/tokens/{id}", scope: .admin, resources.tokens.revoke)
        get("/api/v1/audit", scope: .admin, resources.audit.list)
    }

    private mutating func addConnections(_ resources: GatewayResources) {
        get("/api/v1/connections", scope: .channelsAdmin, resources.connections.list)
        post("/api/v1/connections", scope: .channelsAdmin, resources.connections.create)
        get("/api/v1/connections/{slug}", scope: .channelsAdmin, resources.connections.get)
        patch("/api/v1/connections/{slug}", scope: .channelsAdmin, resources.connections.update)
        delete("/api/v1/connections/{slug}", scope: .channelsAdmin, resources.connections.delete)
        post("/api/v1/connections/{slug}/verify", scope: .channelsAdmin, resources.connections.verify)
        get("/api/v1/connections/{slug}/projects", scope: .channelsAdmin, resources.connections.projects)
        get("/api/v1/connections/{slug}/budget", scope: .channelsAdmin, resources.connections.budget)
    }

    private mutating func addJobs(_ resources: GatewayResources) {
        get("/api/v1/jobs", scope: .admin, resources.jobs.list)
        get("/api/v1/jobs/{id}", scope: .admin, resources.jobs.get)
        delete("/api/v1/jobs/{id}", scope: .admin, resources.jobs.discard)
        post("/api/v1/jobs/{id}/retry", scope: .admin, resources.jobs.retry)
    }

    private mutating func addChannels(_ resources: GatewayResources) {
        get("/api/v1/channels", scope: .ticketsRead, resources.channels.list)
        post("/api/v1/channels", scope: .channelsAdmin, resources.channels.create)
        get("/api/v1/channels/{slug}", scope: .ticketsRead, resources.channels.get)
        patch("/api/v1/channels/{slug}", scope: .channelsAdmin, resources.channels.update)
        delete("/api/v1/channels/{slug}", scope: .channelsAdmin, resources.channels.delete)
        get("/api/v1/channels/{slug}/sync", scope: .ticketsRead, resources.sync.get)
        post("/api/v1/channels/{slug}/sync", scope: .channelsAdmin, resources.sync.start)
    }

    private mutating func addWebhooks(_ resources: WebhookResources) {
        get("/webhooks/{channel}", scope: nil, resources.receiver.probe)
        post("/webhooks/{channel}", scope: nil, resources.receiver.receive)
        get("/webhooks/{channel}/{secret}", scope: nil, resources.receiver.probe)
        post("/webhooks/{channel}/{secret}", scope: nil, resources.receiver.receive)
        get("/api/v1/channels/{slug}/webhook", scope: .channelsAdmin, resources.webhook.get)
        post("/api/v1/channels/{slug}/webhook", scope: .channelsAdmin, resources.webhook.create)
        delete("/api/v1/channels/{slug}/webhook", scope: .channelsAdmin, resources.webhook.delete)
        get("/api/v1/deliveries", scope: .channelsAdmin, resources.deliveries.list)
        post("/api/v1/deliveries/replay", scope: .channelsAdmin, resources.deliveries.replayRange)
        get("/api/v1/deliveries/{id}", scope: .channelsAdmin, resources.deliveries.get)
        post("/api/v1/deliveries/{id}/replay", scope: .channelsAdmin, resources.deliveries.replay)
    }
}
