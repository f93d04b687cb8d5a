package import Connections
import EventFeed
import Models
package import Tickets

/// Everything that is done with tickets and what belongs to them, and where.
package struct TicketResources: Sendable {
    /// Tickets.
    package let tickets: TicketResource
    /// Comments.
    package let comments: CommentResource
    /// Writes that wait in the queue.
    package let operations: OperationResource
    /// Links between tickets.
    package let links: LinkResource
    /// Files on tickets.
    package let attachments: AttachmentResource
    /// The events of error tickets.
    package let occurrences: OccurrenceResource
    /// Many operations in one call.
    package let batch: BatchResource
    /// The event log and timelines.
    package let events: EventResource
    /// Labels of a channel's project.
    package let labels: LabelResource
    /// Milestones of a channel's project.
    package let milestones: MilestoneResource
    /// Templates.
    package let templates: TemplateResource
    /// The project itself, its members, and users.
    package let project: ProjectResource

    /// Makes the resources of one environment.
    package init(
        environment: TicketEnvironment, registry: TrackerRegistry, operations operationService: OperationService
    ) {
        let presenter = TicketPresenter(registry: registry)
        let ticketService = TicketService(environment), commentService = CommentService(environment)
        let desk = OperationDesk(service: operationService)
        tickets = TicketResource(service: ticketService, presenter: presenter, desk: desk)
        comments = CommentResource(service: commentService, desk: desk)
        operations = OperationResource(service: operationService)
        links = LinkResource(service: LinkService(environment))
        attachments = AttachmentResource(service: AttachmentService(environment))
        occurrences = OccurrenceResource(service: OccurrenceService(environment))
        let batchService = BatchService(tickets: ticketService, comments: commentService)
        batch = BatchResource(service: batchService, presenter: presenter, clock: environment.clock)
        events = EventResource(service: EventService(environment))
        labels = LabelResource(service: LabelService(environment))
        milestones = MilestoneResource(service: MilestoneService(environment))
        templates = TemplateResource(service: TemplateService(environment))
        project = ProjectResource(service: ProjectService(environment))
    }
}
