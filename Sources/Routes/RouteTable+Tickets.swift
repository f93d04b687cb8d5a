import HTTPKit
import Models
package import Resources

extension RouteTable {
    /// Adds the routes of tickets and what belongs to them.
    package mutating func add(_ resources: TicketResources) {
        addTickets(resources)
        addParts(resources)
        addCatalog(resources)
        addTemplates(resources.templates)
        get("/api/v1/events", scope: .ticketsRead, resources.events.list)
        get("/api/v1/operations", scope: .ticketsWrite, resources.operations.list)
        get("/api/v1/operations/{id}", scope: .ticketsWrite, resources.operations.get)
        delete("/api/v1/operations/{id}", scope: .ticketsWrite, resources.operations.cancel)
    }

    private mutating func addTickets(_ resources: TicketResources) {
        get("/api/v1/tickets", scope: .ticketsRead, resources.tickets.search)
        get("/api/v1/tickets/lookup", scope: .ticketsRead, resources.tickets.lookUp)
        post("/api/v1/tickets/batch", scope: .ticketsWrite, resources.batch.perform)
        get("/api/v1/tickets/{id}", scope: .ticketsRead, resources.tickets.getByID)
        get("/api/v1/channels/{slug}/tickets", scope: .ticketsRead, resources.tickets.list)
        post("/api/v1/channels/{slug}/tickets", scope: .ticketsWrite, resources.tickets.create)
        get("/api/v1/channels/{slug}/tickets/{key}", scope: .ticketsRead, resources.tickets.get)
        patch("/api/v1/channels/{slug}/tickets/{key}", scope: .ticketsWrite, resources.tickets.update)
        delete("/api/v1/channels/{slug}/tickets/{key}", scope: .ticketsWrite, resources.tickets.delete)
        put("/api/v1/channels/{slug}/tickets/{key}/subscription", scope: .ticketsWrite, resources.tickets.subscribe)
        delete(
            "/api/v1/channels/{slug}/tickets/{key}/subscription", scope: .ticketsWrite, resources.tickets.unsubscribe)
    }

    private mutating func addParts(_ resources: TicketResources) {
        let ticket = "/api/v1/channels/{slug}/tickets/{key}"
        get(ticket + "/comments", scope: .ticketsRead, resources.comments.list)
        post(ticket + "/comments", scope: .ticketsWrite, resources.comments.create)
        get(ticket + "/comments/{id}", scope: .ticketsRead, resources.comments.get)
        patch(ticket + "/comments/{id}", scope: .ticketsWrite, resources.comments.update)
        delete(ticket + "/comments/{id}", scope: .ticketsWrite, resources.comments.delete)
        get(ticket + "/events", scope: .ticketsRead, resources.events.timeline)
        get(ticket + "/links", scope: .ticketsRead, resources.links.list)
        post(ticket + "/links", scope: .ticketsWrite, resources.links.create)
        get(ticket + "/links/{id}", scope: .ticketsRead, resources.links.get)
        delete(ticket + "/links/{id}", scope: .ticketsWrite, resources.links.delete)
        get(ticket + "/attachments", scope: .ticketsRead, resources.attachments.list)
        post(ticket + "/attachments", scope: .ticketsWrite, resources.attachments.create)
        get(ticket + "/attachments/{id}", scope: .ticketsRead, resources.attachments.get)
        delete(ticket + "/attachments/{id}", scope: .ticketsWrite, resources.attachments.delete)
        get(ticket + "/attachments/{id}/content", scope: .ticketsRead, resources.attachments.download)
        get(ticket + "/occurrences", scope: .ticketsRead, resources.occurrences.list)
    }

    private mutating func addTemplates(_ templates: TemplateResource) {
        get("/api/v1/templates", scope: .ticketsRead, templates.list)
        post("/api/v1/templates", scope: .rulesAdmin, templates.create)
        post("/api/v1/templates/import", scope: .rulesAdmin, templates.importFile)
        get("/api/v1/templates/{slug}", scope: .ticketsRead, templates.get)
        patch("/api/v1/templates/{slug}", scope: .rulesAdmin, templates.update)
        delete("/api/v1/templates/{slug}", scope: .rulesAdmin, templates.delete)
        get("/api/v1/templates/{slug}/versions", scope: .ticketsRead, templates.versions)
        post("/api/v1/templates/{slug}/render", scope: .ticketsRead, templates.render)
        post("/api/v1/channels/{slug}/templates/sync", scope: .rulesAdmin, templates.synchronize)
    }

    private mutating func addCatalog(_ resources: TicketResources) {
        let channel = "/api/v1/channels/{slug}"
        get(channel + "/tracker", scope: .ticketsRead, resources.project.project)
        get(channel + "/members", scope: .ticketsRead, resources.project.members)
        post(channel + "/members", scope: .channelsAdmin, resources.project.addMember)
        delete(channel + "/members/{user_id}", scope: .channelsAdmin, resources.project.removeMember)
        get(channel + "/labels", scope: .ticketsRead, resources.labels.list)
        post(channel + "/labels", scope: .ticketsWrite, resources.labels.create)
        get(channel + "/labels/{name}", scope: .ticketsRead, resources.labels.get)
        patch(channel + "/labels/{name}", scope: .ticketsWrite, resources.labels.update)
        delete(channel + "/labels/{name}", scope: .ticketsWrite, resources.labels.delete)
        get(channel + "/milestones", scope: .ticketsRead, resources.milestones.list)
        post(channel + "/milestones", scope: .ticketsWrite, resources.milestones.create)
        get(channel + "/milestones/{key}", scope: .ticketsRead, resources.milestones.get)
        patch(channel + "/milestones/{key}", scope: .ticketsWrite, resources.milestones.update)
        delete(channel + "/milestones/{key}", scope: .ticketsWrite, resources.milestones.delete)
        get("/api/v1/connections/{slug}/users", scope: .ticketsRead, resources.project.users)
    }
}
