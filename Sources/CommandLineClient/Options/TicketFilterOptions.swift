import ArgumentParser

/// Which tickets to list.
struct TicketFilterOptions: ParsableArguments {
    @Option(help: "open or closed.")
    var state: String?

    @Option(help: "open, in_progress, on_hold, done, ignored or unknown; may be given several times, as the next ones.")
    var status: [String] = []

    @Option(help: "urgent, high, normal, low or none.")
    var priority: [String] = []

    @Option(help: "fatal, error, warning, info or debug.")
    var severity: [String] = []

    @Option(help: "issue, bug, task, subtask, incident, error, alert or other.")
    var kind: [String] = []

    @Option(help: "A label; a ticket must have all that are given.")
    var label: [String] = []

    @Option(help: "The username of an assignee.")
    var assignee: String?

    @Option(help: "The username of the author.")
    var author: String?

    @Option(help: "The title of the milestone.")
    var milestone: String?

    @Option(help: "Created at this time or after, as in 2026-01-31T09:30:00Z.")
    var createdAfter: String?

    @Option(help: "Created before this time.")
    var createdBefore: String?

    @Option(help: "Updated at this time or after.")
    var updatedAfter: String?

    @Option(help: "Updated before this time.")
    var updatedBefore: String?

    @Option(help: "created_at, -created_at, updated_at or -updated_at.")
    var sort: String?

    /// The path with these filters.
    func applied(to path: GatewayPath, text: String?) -> GatewayPath {
        path.adding("q", text).adding("state", state).adding("status", each: status).adding("priority", each: priority)
            .adding("severity", each: severity).adding("kind", each: kind).adding("label", each: label).adding("assignee", assignee)
            .adding("author", author).adding("milestone", milestone).adding("created_after", createdAfter)
            .adding("created_before", createdBefore).adding("updated_after", updatedAfter).adding("updated_before", updatedBefore)
            .adding("sort", sort)
    }
}
