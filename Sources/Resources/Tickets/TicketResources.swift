package import Connections
import EventFeed
package import Tickets

/// The handlers of tickets and of everything that belongs to them.
package struct TicketResources: Sendable {
    package let tickets: TicketResource
    package let comments: CommentResource
    /// Writes that are performed asynchronously.
    package let operations: OperationResource
    package let links: LinkResource
    package let attachments: AttachmentResource
    /// Occurrences of error tickets.
    package let occurrences: OccurrenceResource
    /// Several operations in one request.
    package let batch: BatchResource
    /// The event log and tickets' timelines.
    package let events: EventResource
    package let labels: LabelResource
    package let milestones: MilestoneResource
    package let templates: TemplateResource
    /// The project, its members, and users.
    package let project: ProjectResource

    package init(
        environment: TicketEnvironment, registry: TrackerRegistry, operations operationService: OperationService
    ) {
        let presenter = TicketPresenter(registry: registry)
        let ticketService = TicketService(environment), commentService = CommentService(environment)
        let asyncWrites = AsyncWrites(service: operationService)
        tickets = TicketResource(service: ticketService, presenter: presenter, asyncWrites: asyncWrites)
        comments = CommentResource(service: commentService, asyncWrites: asyncWrites)
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
