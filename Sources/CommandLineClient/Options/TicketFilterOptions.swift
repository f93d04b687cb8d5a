import ArgumentParser
import TrackerKit

struct TicketFilterOptions: ParsableArguments {
    @Option(help: "Only tickets in this state: \(Choices.text(TicketState.self)).")
    var state: String?

    @Option(help: "Only tickets with this status: \(Choices.text(TicketStatus.self)). Can be repeated.")
    var status: [String] = []

    @Option(help: "Only tickets with this priority: \(Choices.text(Priority.self)). Can be repeated.")
    var priority: [String] = []

    @Option(help: "Only tickets with this severity: \(Choices.text(Severity.self)). Can be repeated.")
    var severity: [String] = []

    @Option(help: "Only tickets of this kind: \(Choices.text(TicketKind.self)). Can be repeated.")
    var kind: [String] = []

    @Option(
        name: [.customShort("l"), .long],
        help: "Only tickets with this label. Can be repeated; a ticket must have every label.")
    var label: [String] = []

    @Option(help: "Only tickets that have this username among their assignees.")
    var assignee: String?

    @Option(help: "Only tickets by this username.")
    var author: String?

    @Option(help: "Only tickets in the milestone with this title.")
    var milestone: String?

    @Option(help: "Only tickets created at or after this time, as in 2026-01-31T09:30:00Z.")
    var createdAfter: String?

    @Option(help: "Only tickets created before this time.")
    var createdBefore: String?

    @Option(help: "Only tickets updated at or after this time.")
    var updatedAfter: String?

    @Option(help: "Only tickets updated before this time.")
    var updatedBefore: String?

    @Option(help: "The field by which tickets are sorted: created_at, -created_at, updated_at or -updated_at.")
    var sort: String?

    /// The path with these filters and the search text.
    func applied(to path: GatewayPath, text: String?) -> GatewayPath {
        path.adding("q", text).adding("state", state).adding("status", each: status).adding("priority", each: priority)
            .adding("severity", each: severity).adding("kind", each: kind).adding("label", each: label).adding(
                "assignee", assignee
            )
            .adding("author", author).adding("milestone", milestone).adding("created_after", createdAfter)
            .adding("created_before", createdBefore).adding("updated_after", updatedAfter).adding(
                "updated_before", updatedBefore
            )
            .adding("sort", sort)
    }
}
