import Models

/// Every endpoint of the API. Each case has the name of the endpoint's `operationId` in `openapi.yaml`.
///
/// The gateway assigns a handler to each (`HandlerTable`), the command-line client builds its URLs from them, and
/// `make openapi` completes the fragments in `openapi/` with them.
package enum Endpoint: String, CaseIterable, Sendable {
    // The server itself
    case getVersion, getHome, checkHealth, checkHealthAlias, checkHealthzAlias, getMetrics
    // The contract
    case getOpenAPIYAML, getOpenAPIJSON, getAPISpec, getApplicationSpec, getAPIDocs, getAPIDocsFile
    case redirectAPIDocs, redirectDocs, redirectSwagger
    // Authorization
    case authorize, getCaller
    // Clients
    case listClients, createClient, getClient, updateClient, deleteClient
    // API tokens
    case listTokens, createToken, getToken, revokeToken
    // The audit log
    case listAuditEntries
    // Connections
    case listConnections, createConnection, getConnection, updateConnection, deleteConnection
    case verifyConnection, listConnectionProjects, getConnectionBudget, listConnectionUsers
    // Channels
    case listChannels, createChannel, getChannel, updateChannel, deleteChannel, getChannelProject
    // Sync of a channel
    case getSyncStatus, startSync
    // Members of a project
    case listMembers, addMember, removeMember
    // Labels
    case listLabels, createLabel, getLabel, updateLabel, deleteLabel
    // Milestones
    case listMilestones, createMilestone, getMilestone, updateMilestone, deleteMilestone
    // Tickets
    case listTickets, createTicket, getTicket, updateTicket, deleteTicket, subscribe, unsubscribe
    case searchTickets, lookupTicket, getTicketById
    // Comments
    case listComments, createComment, getComment, updateComment, deleteComment
    // Links
    case listLinks, createLink, getLink, deleteLink
    // Attachments
    case listAttachments, uploadAttachment, getAttachment, deleteAttachment, downloadAttachment
    // Occurrences
    case listOccurrences
    // Batches
    case batchTickets
    // Events and streams
    case listTicketEvents, listEvents, streamEvents, streamEventsOverWebSocket
    // Asynchronous writes
    case listOperations, getOperation, cancelOperation
    // Templates
    case syncTemplates, listTemplates, createTemplate, importTemplate, getTemplate, updateTemplate
    case deleteTemplate, listTemplateVersions, renderTemplate
    // Rules
    case listRules, createRule, getRule, updateRule, deleteRule, testRule, listRulePairs
    // Runs of rules
    case listRuleRuns, replayRule, getRuleRun, retryRuleRun
    // Outgoing webhooks
    case listSubscriptions, createSubscription, getSubscription, updateSubscription, deleteSubscription
    case rotateSubscriptionSecret, testSubscription
    // Outgoing deliveries
    case listOutgoingDeliveries, replayOutgoingDeliveries, getOutgoingDelivery, replayOutgoingDelivery
    // Incoming webhooks
    case getWebhook, createWebhook, deleteWebhook, probeWebhook, receiveWebhook, probeWebhookAtSecretAddress
    case receiveWebhookAtSecretAddress
    // Incoming deliveries
    case listDeliveries, replayDeliveries, getDelivery, replayDelivery
    // Jobs
    case listJobs, getJob, discardJob, retryJob
    // The Alerts API
    case listAlerts, postAlert
    // Incoming alerts
    case receiveAlerts, receiveAlertsAtSecretAddress
    // Flavors and tokens of alerts
    case listAlertFlavors, createAlertFlavor, getAlertFlavor, updateAlertFlavor, deleteAlertFlavor
    case listAlertTokens, createAlertToken, getAlertToken, updateAlertToken, deleteAlertToken, rotateAlertToken
}

extension Endpoint {
    /// The route table: method, complete path, required scope, and features beyond those that the method implies.
    package var route: Route {
        switch self {
        // The server itself: openapi/server.yaml
        case .getVersion: .get("/which", access: .page)
        case .getHome: .get("/", access: .page, .missing)
        case .checkHealth: .get("/check", access: .page)
        case .checkHealthAlias: .get("/health", access: .page)
        case .checkHealthzAlias: .get("/healthz", access: .page)
        case .getMetrics: .get("/metrics", access: .page)
        // The contract: openapi/contract.yaml
        case .getOpenAPIYAML: .get("/openapi.yaml", access: .page)
        case .getOpenAPIJSON: .get("/openapi.json", access: .page)
        case .getAPISpec: .get("/api/spec", access: .page)
        case .getApplicationSpec: .get("/application/spec", access: .page)
        case .getAPIDocs: .get("/apidocs/", access: .page, .missing)
        case .getAPIDocsFile: .get("/apidocs/{file}", access: .page)
        case .redirectAPIDocs: .get("/apidocs", access: .page)
        case .redirectDocs: .get("/docs", access: .page)
        case .redirectSwagger: .get("/swagger", access: .page)
        // Authorization: openapi/authorize.yaml
        case .authorize: .post("/api/v1/authorize", access: .authorization)
        case .getCaller: .get("/api/v1/caller", access: .caller)
        // Clients: openapi/clients.yaml
        case .listClients: .get("/api/v1/clients", scope: .admin)
        case .createClient: .post("/api/v1/clients", scope: .admin)
        case .getClient: .get("/api/v1/clients/{slug}", scope: .admin, .conditional)
        case .updateClient: .patch("/api/v1/clients/{slug}", scope: .admin)
        case .deleteClient: .delete("/api/v1/clients/{slug}", scope: .admin, .conditional)
        // API tokens: openapi/tokens.yaml
        case .listTokens: .get("/api/v1/tokens", scope: .admin)
        case .createToken: .post("/api/v1/tokens", scope: .admin)
        case .getToken: .get("/api/v1/tokens/{id}", scope: .admin, .conditional)
        case .revokeToken: .delete("/api/v1/tokens/{id}", scope: .admin, .conditional)
        // The audit log: openapi/audit.yaml
        case .listAuditEntries: .get("/api/v1/audit", scope: .admin)
        // Connections: openapi/connections.yaml
        case .listConnections: .get("/api/v1/connections", scope: .channelsAdmin)
        case .createConnection: .post("/api/v1/connections", scope: .channelsAdmin)
        case .getConnection: .get("/api/v1/connections/{slug}", scope: .channelsAdmin, .conditional)
        case .updateConnection: .patch("/api/v1/connections/{slug}", scope: .channelsAdmin)
        case .deleteConnection: .delete("/api/v1/connections/{slug}", scope: .channelsAdmin, [.conditional, .conflict])
        case .verifyConnection: .post("/api/v1/connections/{slug}/verify", scope: .channelsAdmin)
        case .listConnectionProjects: .get("/api/v1/connections/{slug}/projects", scope: .channelsAdmin, .tracker)
        case .getConnectionBudget: .get("/api/v1/connections/{slug}/budget", scope: .channelsAdmin)
        case .listConnectionUsers: .get("/api/v1/connections/{slug}/users", scope: .ticketsRead, .tracker)
        // Channels: openapi/channels.yaml
        case .listChannels: .get("/api/v1/channels", scope: .ticketsRead)
        case .createChannel: .post("/api/v1/channels", scope: .channelsAdmin, .tracker)
        case .getChannel: .get("/api/v1/channels/{slug}", scope: .ticketsRead, .conditional)
        case .updateChannel: .patch("/api/v1/channels/{slug}", scope: .channelsAdmin, .tracker)
        case .deleteChannel: .delete("/api/v1/channels/{slug}", scope: .channelsAdmin, .conditional)
        case .getChannelProject: .get("/api/v1/channels/{slug}/tracker", scope: .ticketsRead, .tracker)
        // Sync of a channel: openapi/sync.yaml
        case .getSyncStatus: .get("/api/v1/channels/{slug}/sync", scope: .ticketsRead)
        case .startSync: .post("/api/v1/channels/{slug}/sync", scope: .channelsAdmin)
        // Members of a project: openapi/members.yaml
        case .listMembers: .get("/api/v1/channels/{slug}/members", scope: .ticketsRead, .tracker)
        case .addMember: .post("/api/v1/channels/{slug}/members", scope: .channelsAdmin, .trackerWrite)
        case .removeMember: .delete("/api/v1/channels/{slug}/members/{user_id}", scope: .channelsAdmin, .trackerWrite)
        // Labels: openapi/labels.yaml
        case .listLabels: .get("/api/v1/channels/{slug}/labels", scope: .ticketsRead, .tracker)
        case .createLabel: .post("/api/v1/channels/{slug}/labels", scope: .ticketsWrite, .trackerWrite)
        case .getLabel: .get("/api/v1/channels/{slug}/labels/{name}", scope: .ticketsRead, [.conditional, .tracker])
        case .updateLabel: .patch("/api/v1/channels/{slug}/labels/{name}", scope: .ticketsWrite, .trackerWrite)
        case .deleteLabel:
            .delete("/api/v1/channels/{slug}/labels/{name}", scope: .ticketsWrite, [.conditional, .trackerWrite])
        // Milestones: openapi/milestones.yaml
        case .listMilestones: .get("/api/v1/channels/{slug}/milestones", scope: .ticketsRead, .tracker)
        case .createMilestone: .post("/api/v1/channels/{slug}/milestones", scope: .ticketsWrite, .trackerWrite)
        case .getMilestone:
            .get("/api/v1/channels/{slug}/milestones/{key}", scope: .ticketsRead, [.conditional, .tracker])
        case .updateMilestone: .patch("/api/v1/channels/{slug}/milestones/{key}", scope: .ticketsWrite, .trackerWrite)
        case .deleteMilestone:
            .delete("/api/v1/channels/{slug}/milestones/{key}", scope: .ticketsWrite, [.conditional, .trackerWrite])
        // Tickets: openapi/tickets.yaml
        case .listTickets: .get("/api/v1/channels/{slug}/tickets", scope: .ticketsRead)
        case .createTicket: .post("/api/v1/channels/{slug}/tickets", scope: .ticketsWrite, .queuedWrite)
        case .getTicket: .get("/api/v1/channels/{slug}/tickets/{key}", scope: .ticketsRead, [.conditional, .tracker])
        case .updateTicket: .patch("/api/v1/channels/{slug}/tickets/{key}", scope: .ticketsWrite, .queuedWrite)
        case .deleteTicket:
            .delete("/api/v1/channels/{slug}/tickets/{key}", scope: .ticketsWrite, [.conditional, .queuedWrite])
        case .subscribe: .put("/api/v1/channels/{slug}/tickets/{key}/subscription", scope: .ticketsWrite, .trackerWrite)
        case .unsubscribe:
            .delete("/api/v1/channels/{slug}/tickets/{key}/subscription", scope: .ticketsWrite, .trackerWrite)
        case .searchTickets: .get("/api/v1/tickets", scope: .ticketsRead)
        case .lookupTicket: .get("/api/v1/tickets/lookup", scope: .ticketsRead, [.conditional, .missing])
        case .getTicketById: .get("/api/v1/tickets/{id}", scope: .ticketsRead, [.conditional, .tracker])
        // Comments: openapi/comments.yaml
        case .listComments: .get("/api/v1/channels/{slug}/tickets/{key}/comments", scope: .ticketsRead, .tracker)
        case .createComment: .post("/api/v1/channels/{slug}/tickets/{key}/comments", scope: .ticketsWrite, .queuedWrite)
        case .getComment: .get("/api/v1/channels/{slug}/tickets/{key}/comments/{id}", scope: .ticketsRead, .conditional)
        case .updateComment:
            .patch("/api/v1/channels/{slug}/tickets/{key}/comments/{id}", scope: .ticketsWrite, .queuedWrite)
        case .deleteComment:
            .delete(
                "/api/v1/channels/{slug}/tickets/{key}/comments/{id}", scope: .ticketsWrite,
                [.conditional, .queuedWrite])
        // Links: openapi/links.yaml
        case .listLinks: .get("/api/v1/channels/{slug}/tickets/{key}/links", scope: .ticketsRead)
        case .createLink: .post("/api/v1/channels/{slug}/tickets/{key}/links", scope: .ticketsWrite, .trackerWrite)
        case .getLink: .get("/api/v1/channels/{slug}/tickets/{key}/links/{id}", scope: .ticketsRead, .conditional)
        case .deleteLink:
            .delete(
                "/api/v1/channels/{slug}/tickets/{key}/links/{id}", scope: .ticketsWrite, [.conditional, .trackerWrite])
        // Attachments: openapi/attachments.yaml
        case .listAttachments: .get("/api/v1/channels/{slug}/tickets/{key}/attachments", scope: .ticketsRead, .tracker)
        case .uploadAttachment:
            .post("/api/v1/channels/{slug}/tickets/{key}/attachments", scope: .ticketsWrite, .trackerWrite)
        case .getAttachment:
            .get(
                "/api/v1/channels/{slug}/tickets/{key}/attachments/{id}", scope: .ticketsRead, [.conditional, .tracker])
        case .deleteAttachment:
            .delete(
                "/api/v1/channels/{slug}/tickets/{key}/attachments/{id}", scope: .ticketsWrite,
                [.conditional, .trackerWrite])
        case .downloadAttachment:
            .get("/api/v1/channels/{slug}/tickets/{key}/attachments/{id}/content", scope: .ticketsRead, .tracker)
        // Occurrences: openapi/occurrences.yaml
        case .listOccurrences: .get("/api/v1/channels/{slug}/tickets/{key}/occurrences", scope: .ticketsRead, .tracker)
        // Batches: openapi/batch.yaml
        case .batchTickets: .post("/api/v1/tickets/batch", scope: .ticketsWrite, .actor)
        // Events and streams: openapi/events.yaml
        case .listTicketEvents: .get("/api/v1/channels/{slug}/tickets/{key}/events", scope: .ticketsRead)
        case .listEvents: .get("/api/v1/events", scope: .ticketsRead)
        case .streamEvents: .get("/api/v1/events/stream", scope: .ticketsRead, .resumable)
        case .streamEventsOverWebSocket: .get("/api/v1/events/ws", scope: .ticketsRead, [.resumable, .upgrade])
        // Asynchronous writes: openapi/operations.yaml
        case .listOperations: .get("/api/v1/operations", scope: .ticketsWrite)
        case .getOperation: .get("/api/v1/operations/{id}", scope: .ticketsWrite, .conditional)
        case .cancelOperation: .delete("/api/v1/operations/{id}", scope: .ticketsWrite, [.conditional, .conflict])
        // Templates: openapi/templates.yaml
        case .syncTemplates: .post("/api/v1/channels/{slug}/templates/sync", scope: .rulesAdmin, .tracker)
        case .listTemplates: .get("/api/v1/templates", scope: .ticketsRead)
        case .createTemplate: .post("/api/v1/templates", scope: .rulesAdmin)
        case .importTemplate: .post("/api/v1/templates/import", scope: .rulesAdmin, .missing)
        case .getTemplate: .get("/api/v1/templates/{slug}", scope: .ticketsRead, .conditional)
        case .updateTemplate: .patch("/api/v1/templates/{slug}", scope: .rulesAdmin)
        case .deleteTemplate: .delete("/api/v1/templates/{slug}", scope: .rulesAdmin, .conditional)
        case .listTemplateVersions: .get("/api/v1/templates/{slug}/versions", scope: .ticketsRead)
        case .renderTemplate: .post("/api/v1/templates/{slug}/render", scope: .ticketsRead, [.tracker, .readOnly])
        // Rules: openapi/rules.yaml
        case .listRules: .get("/api/v1/rules", scope: .rulesAdmin)
        case .createRule: .post("/api/v1/rules", scope: .rulesAdmin)
        case .getRule: .get("/api/v1/rules/{slug}", scope: .rulesAdmin, .conditional)
        case .updateRule: .patch("/api/v1/rules/{slug}", scope: .rulesAdmin)
        case .deleteRule: .delete("/api/v1/rules/{slug}", scope: .rulesAdmin, [.conditional, .conflict])
        case .testRule: .post("/api/v1/rules/{slug}/test", scope: .rulesAdmin, .readOnly)
        case .listRulePairs: .get("/api/v1/rules/{slug}/pairs", scope: .rulesAdmin)
        // Runs of rules: openapi/rule-runs.yaml
        case .listRuleRuns: .get("/api/v1/rules/{slug}/runs", scope: .rulesAdmin)
        case .replayRule: .post("/api/v1/rules/{slug}/runs", scope: .rulesAdmin)
        case .getRuleRun: .get("/api/v1/rules/{slug}/runs/{run}", scope: .rulesAdmin)
        case .retryRuleRun: .post("/api/v1/rules/{slug}/runs/{run}/retry", scope: .rulesAdmin)
        // Outgoing webhooks: openapi/subscriptions.yaml
        case .listSubscriptions: .get("/api/v1/subscriptions", scope: .rulesAdmin)
        case .createSubscription: .post("/api/v1/subscriptions", scope: .rulesAdmin)
        case .getSubscription: .get("/api/v1/subscriptions/{slug}", scope: .rulesAdmin, .conditional)
        case .updateSubscription: .patch("/api/v1/subscriptions/{slug}", scope: .rulesAdmin)
        case .deleteSubscription: .delete("/api/v1/subscriptions/{slug}", scope: .rulesAdmin, .conditional)
        case .rotateSubscriptionSecret: .post("/api/v1/subscriptions/{slug}/secret", scope: .rulesAdmin)
        case .testSubscription: .post("/api/v1/subscriptions/{slug}/test", scope: .rulesAdmin)
        // Outgoing deliveries: openapi/outgoing-deliveries.yaml
        case .listOutgoingDeliveries: .get("/api/v1/subscriptions/{slug}/deliveries", scope: .rulesAdmin)
        case .replayOutgoingDeliveries: .post("/api/v1/subscriptions/{slug}/deliveries/replay", scope: .rulesAdmin)
        case .getOutgoingDelivery: .get("/api/v1/subscriptions/{slug}/deliveries/{id}", scope: .rulesAdmin)
        case .replayOutgoingDelivery: .post("/api/v1/subscriptions/{slug}/deliveries/{id}/replay", scope: .rulesAdmin)
        // Incoming webhooks: openapi/webhooks.yaml
        case .getWebhook: .get("/api/v1/channels/{slug}/webhook", scope: .channelsAdmin, .tracker)
        case .createWebhook: .post("/api/v1/channels/{slug}/webhook", scope: .channelsAdmin, .tracker)
        case .deleteWebhook: .delete("/api/v1/channels/{slug}/webhook", scope: .channelsAdmin, .tracker)
        case .probeWebhook: .get("/webhooks/{channel}", access: .webhook)
        case .receiveWebhook: .post("/webhooks/{channel}", access: .webhook)
        case .probeWebhookAtSecretAddress: .get("/webhooks/{channel}/{secret}", access: .webhook)
        case .receiveWebhookAtSecretAddress: .post("/webhooks/{channel}/{secret}", access: .webhook)
        // Incoming deliveries: openapi/deliveries.yaml
        case .listDeliveries: .get("/api/v1/deliveries", scope: .channelsAdmin)
        case .replayDeliveries: .post("/api/v1/deliveries/replay", scope: .channelsAdmin)
        case .getDelivery: .get("/api/v1/deliveries/{id}", scope: .channelsAdmin)
        case .replayDelivery: .post("/api/v1/deliveries/{id}/replay", scope: .channelsAdmin)
        // Jobs: openapi/jobs.yaml
        case .listJobs: .get("/api/v1/jobs", scope: .admin)
        case .getJob: .get("/api/v1/jobs/{id}", scope: .admin, .conditional)
        case .discardJob: .delete("/api/v1/jobs/{id}", scope: .admin, [.conditional, .conflict])
        case .retryJob: .post("/api/v1/jobs/{id}/retry", scope: .admin)
        // The Alerts API: openapi/alerts.yaml
        case .listAlerts: .get("/api/v1/alerts/alert/", access: .alerts(.alertsRead))
        case .postAlert: .post("/api/v1/alerts/alert/", access: .alerts(.alertsWrite))
        // Incoming alerts: openapi/incoming-alerts.yaml
        case .receiveAlerts: .post("/alerts/{flavor}", access: .webhook)
        case .receiveAlertsAtSecretAddress: .post("/alerts/{flavor}/{secret}", access: .webhook)
        // Flavors and tokens of alerts: openapi/alert-flavors.yaml, openapi/alert-tokens.yaml
        case .listAlertFlavors: .get("/api/v1/alerts/flavors", scope: .alertsAdmin)
        case .createAlertFlavor: .post("/api/v1/alerts/flavors", scope: .alertsAdmin)
        case .getAlertFlavor: .get("/api/v1/alerts/flavors/{slug}", scope: .alertsAdmin, .conditional)
        case .updateAlertFlavor: .patch("/api/v1/alerts/flavors/{slug}", scope: .alertsAdmin)
        case .deleteAlertFlavor: .delete("/api/v1/alerts/flavors/{slug}", scope: .alertsAdmin, .conditional)
        case .listAlertTokens: .get("/api/v1/alerts/tokens", scope: .alertsAdmin)
        case .createAlertToken: .post("/api/v1/alerts/tokens", scope: .alertsAdmin)
        case .getAlertToken: .get("/api/v1/alerts/tokens/{id}", scope: .alertsAdmin, .conditional)
        case .updateAlertToken: .patch("/api/v1/alerts/tokens/{id}", scope: .alertsAdmin)
        case .deleteAlertToken: .delete("/api/v1/alerts/tokens/{id}", scope: .alertsAdmin, .conditional)
        case .rotateAlertToken: .post("/api/v1/alerts/tokens/{id}/rotate", scope: .alertsAdmin)
        }
    }
}
