import ArgumentParser

/// What a ticket is to say, where a new one and a changed one take the same.
struct TicketFieldOptions: ParsableArguments {
    @Option(help: "The kind: issue, bug, task, subtask, incident, error, alert or other.")
    var kind: String?

    @Option(help: "The status: open, in_progress, on_hold, done or ignored.")
    var status: String?

    @Option(help: "The resolution, with a status that closes the ticket: completed, not_planned, duplicate or unknown.")
    var resolution: String?

    @Option(help: "The priority: urgent, high, normal, low or none.")
    var priority: String?

    @Option(help: "The severity: fatal, error, warning, info or debug.")
    var severity: String?

    @Option(name: [.customShort("a"), .long], help: "The username of an assignee. Can be repeated.")
    var assignee: [String] = []

    @Option(name: [.customShort("l"), .long], help: "A label. Can be repeated; on update, these replace all labels.")
    var label: [String] = []

    @Option(name: [.customShort("m"), .long], help: "The title of the milestone.")
    var milestone: String?

    @Option(help: "The key of the parent ticket.")
    var parent: String?

    @Option(help: "The due date, as in 2026-01-31T09:30:00Z.")
    var dueAt: String?

    @Flag(inversion: .prefixedNo, help: "Whether only callers that may see confidential tickets can see it.")
    var confidential: Bool?

    /// Puts what was given into `patch`.
    func add(to patch: inout Patch) {
        patch.set("kind", kind)
        patch.set("status", status)
        patch.set("resolution", resolution)
        patch.set("priority", priority)
        patch.set("severity", severity)
        patch.set("assignees", assignee)
        patch.set("labels", label)
        patch.set("milestone", milestone)
        patch.set("parent", parent)
        patch.set("due_at", dueAt)
        patch.set("confidential", confidential)
    }
}
