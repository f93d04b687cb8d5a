import ArgumentParser

/// What a ticket is to say, where a new one and a changed one take the same.
struct TicketFieldOptions: ParsableArguments {
    @Option(help: "issue, bug, task, subtask, incident, error, alert or other.")
    var kind: String?

    @Option(help: "open, in_progress, on_hold, done or ignored.")
    var status: String?

    @Option(help: "completed, not_planned, duplicate or unknown, with a status that closes.")
    var resolution: String?

    @Option(help: "urgent, high, normal, low or none.")
    var priority: String?

    @Option(help: "fatal, error, warning, info or debug.")
    var severity: String?

    @Option(name: [.customShort("a"), .long], help: "The username of an assignee; may be given several times.")
    var assignee: [String] = []

    @Option(name: [.customShort("l"), .long], help: "A label; may be given several times. On update these replace all labels.")
    var label: [String] = []

    @Option(name: [.customShort("m"), .long], help: "The title of the milestone.")
    var milestone: String?

    @Option(help: "The key of the ticket above it.")
    var parent: String?

    @Option(help: "When it is due, as in 2026-01-31T09:30:00Z.")
    var dueAt: String?

    @Flag(inversion: .prefixedNo, help: "Only for those who may see confidential tickets.")
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
