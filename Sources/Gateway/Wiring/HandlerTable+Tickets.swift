import APIContract
import HTTPKit
package import Resources

extension HandlerTable {
    /// Adds the handlers of tickets and of everything that belongs to them.
    package mutating func add(_ resources: TicketResources) {
        addTickets(resources)
        addParts(resources)
        addProject(resources)
        addCatalog(resources)
        addTemplates(resources.templates)
        on(.listEvents, resources.events.list)
        on(.listOperations, resources.operations.list)
        on(.getOperation, resources.operations.get)
        on(.cancelOperation, resources.operations.cancel)
    }

    package mutating func add(_ rules: RuleResource, runs: RuleRunResource) {
        on(.listRules, rules.list)
        on(.createRule, rules.create)
        on(.getRule, rules.get)
        on(.updateRule, rules.update)
        on(.deleteRule, rules.delete)
        on(.testRule, rules.test)
        on(.listRulePairs, rules.pairs)
        on(.listRuleRuns, runs.list)
        on(.replayRule, runs.replay)
        on(.getRuleRun, runs.get)
        on(.retryRuleRun, runs.retry)
    }

    private mutating func addTickets(_ resources: TicketResources) {
        let tickets = resources.tickets
        on(.searchTickets, tickets.search)
        on(.lookupTicket, tickets.lookUp)
        on(.getTicketById, tickets.getByID)
        on(.batchTickets, resources.batch.perform)
        on(.listTickets, tickets.list)
        on(.createTicket, tickets.create)
        on(.getTicket, tickets.get)
        on(.updateTicket, tickets.update)
        on(.deleteTicket, tickets.delete)
        on(.subscribe, tickets.subscribe)
        on(.unsubscribe, tickets.unsubscribe)
    }

    private mutating func addParts(_ resources: TicketResources) {
        on(.listComments, resources.comments.list)
        on(.createComment, resources.comments.create)
        on(.getComment, resources.comments.get)
        on(.updateComment, resources.comments.update)
        on(.deleteComment, resources.comments.delete)
        on(.listTicketEvents, resources.events.timeline)
        on(.listLinks, resources.links.list)
        on(.createLink, resources.links.create)
        on(.getLink, resources.links.get)
        on(.deleteLink, resources.links.delete)
        on(.listAttachments, resources.attachments.list)
        on(.uploadAttachment, resources.attachments.create)
        on(.getAttachment, resources.attachments.get)
        on(.deleteAttachment, resources.attachments.delete)
        on(.downloadAttachment, resources.attachments.download)
        on(.listOccurrences, resources.occurrences.list)
    }

    private mutating func addProject(_ resources: TicketResources) {
        on(.getChannelProject, resources.project.project)
        on(.listMembers, resources.project.members)
        on(.addMember, resources.project.addMember)
        on(.removeMember, resources.project.removeMember)
        on(.listConnectionUsers, resources.project.users)
    }

    private mutating func addCatalog(_ resources: TicketResources) {
        on(.listLabels, resources.labels.list)
        on(.createLabel, resources.labels.create)
        on(.getLabel, resources.labels.get)
        on(.updateLabel, resources.labels.update)
        on(.deleteLabel, resources.labels.delete)
        on(.listMilestones, resources.milestones.list)
        on(.createMilestone, resources.milestones.create)
        on(.getMilestone, resources.milestones.get)
        on(.updateMilestone, resources.milestones.update)
        on(.deleteMilestone, resources.milestones.delete)
    }

    private mutating func addTemplates(_ templates: TemplateResource) {
        on(.listTemplates, templates.list)
        on(.createTemplate, templates.create)
        on(.importTemplate, templates.importFile)
        on(.getTemplate, templates.get)
        on(.updateTemplate, templates.update)
        on(.deleteTemplate, templates.delete)
        on(.listTemplateVersions, templates.versions)
        on(.renderTemplate, templates.render)
        on(.syncTemplates, templates.synchronize)
    }
}
