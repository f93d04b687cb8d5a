public import SchemaKit

/// Every table of the models: what `ticket-gateway migrate new` compares with the database.
public enum Tables {
    /// By topic; references point backwards.
    public static let all: [TableDefinition] = [
        AccessTables.client,
        AccessTables.apiToken,
        AccessTables.auditEntry,
        AccessTables.idempotencyKey,
        ConnectionTables.connection,
        ConnectionTables.channel,
        ConnectionTables.channelStatistics,
        ConnectionTables.ticketCount,
        ConnectionTables.channelSync,
        ConnectionTables.conditionalResponse,
        TicketTables.ticket,
        TicketTables.ticketLabel,
        TicketTables.ticketAssignee,
        TicketTables.ticketGone,
        TicketTables.ownWrite,
        TicketTables.creationAttempt,
        TicketPartTables.comment,
        TicketPartTables.attachment,
        TicketPartTables.ticketLink,
        TicketPartTables.event,
        TicketPartTables.eventConsumer,
        TicketPartTables.label,
        TicketPartTables.milestone,
        WebhookTables.webhook,
        WebhookTables.delivery,
        LocalTrackerTables.localProject,
        LocalTrackerTables.localMilestone,
        LocalTrackerTables.localLabel,
        LocalTrackerTables.localTicket,
        LocalTrackerTables.localComment,
        LocalTrackerTables.localMember,
        LocalTrackerTables.localSubscription,
        LocalTrackerTables.localAttachment,
        JobTables.job,
        JobTables.finishedJob,
        OperationTables.operation,
    ]
}
