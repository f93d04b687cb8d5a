import Models
public import Services

/// Everything that is done with tickets and what belongs to them, and where.
public struct TicketResources: Sendable {
    /// Tickets.
    public let tickets: TicketResource
    /// Comments.
    public let comments: CommentResource
    /// Links between tickets.
    public let links: LinkResource
    /// Files on tickets.
    public let attachments: AttachmentResource
    /// Many operations in one call.
    public let batch: BatchResource
    /// The event log and timelines.
    public let events: EventResource
    /// Labels of a channel's project.
    public let labels: LabelResource
    /// Milestones of a channel's project.
    public let milestones: MilestoneResource
    /// The project itself, its members, and users.
    public let project: ProjectResource

    /// Makes the resources of one environment.
    public init(environment: TicketEnvironment, registry: TrackerRegistry) {
        let presenter = TicketPresenter(registry: registry)
        let ticketService = TicketService(environment), commentService = CommentService(environment)
        tickets = TicketResource(service: ticketService, presenter: presenter)
        comments = CommentResource(service: commentService)
        links = LinkResource(service: LinkService(environment))
        attachments = AttachmentResource(service: AttachmentService(environment))
        let batchService = BatchService(tickets: ticketService, comments: commentService)
        batch = BatchResource(service: batchService, presenter: presenter, clock: environment.clock)
        events = EventResource(service: EventService(environment))
        labels = LabelResource(service: LabelService(environment))
        milestones = MilestoneResource(service: MilestoneService(environment))
        project = ProjectResource(service: ProjectService(environment))
    }
}
