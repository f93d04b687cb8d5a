package import Primitives

/// The fields of a ticket, one row for each. Everything that lists fields is derived from this table: drafts and
/// patches, the mirror's columns, the API's JSON, change events, rules, pairs, templates, the local tracker's columns,
/// the command line's options, and the schemas of tickets in `openapi.yaml`. `docs/adding-a-field.md` shows how to add
/// one.
///
/// The order is that of a mirror row, whose hash shows whether a ticket changed: moving a row makes the next sync write
/// every ticket again. A new row may be inserted anywhere if the field is NULL for existing tickets.
package struct TicketFields: Sendable {
    package let remoteID = TicketField<String>(
        "remote_id", \.remoteID, help: "The tracker's own identifier, unique in the tracker.")
    package let key = TicketField<String>(
        "key", \.key, uses: .event, help: "The human-readable identifier: a number, iid or short id.")
    package let url = TicketField<String>("url", \.url, uses: .event, help: "The URL of the ticket's page.")
    package let kind = TicketField<TicketKind>(
        "kind", \.kind, needs: .kind, uses: [.creation, .change, .event, .pair, .template, .local], help: "The kind.")
    package let title = TicketField<String>(
        "title", \.title, form: .line(1...512), needs: .text, uses: [.change, .event, .pair, .local],
        help: "The title.")
    package let body = TicketField<String>(
        "body", \.body, form: .text(0...TextRules.longestText), needs: .text, uses: [.change, .event, .pair, .local],
        help: "The text; empty if there is none.")
    package let bodyFormat = TicketField<BodyFormat>("body_format", \.bodyFormat, help: "The format of the text.")
    package let state = TicketField<TicketState>(
        "state", columns: [TicketColumn("state", "text", value: nil)], uses: .event, help: "Open or closed.",
        value: { $0.status.state.ticketValue })
    package let status = TicketField<TicketStatus>(
        "status", \.status, needs: .changeStatus, uses: .event, help: "The status.")
    package let statusRaw = TicketField<JSON>(
        "status_raw",
        columns: [
            TicketColumn("status_raw_id", "text") { .text($0.statusRaw.id) },
            TicketColumn("status_raw_name", "text") { .text($0.statusRaw.name) },
        ], uses: .event, help: "The tracker's own status.",
        value: { .document(["id": .string($0.statusRaw.id), "name": .string($0.statusRaw.name)]) })
    package let resolution = TicketField<Resolution?>(
        "resolution", \.resolution, uses: .event, help: "Why it was closed.")
    package let priority = TicketField<Priority>(
        "priority", \.priority, needs: .priority, uses: [.creation, .change, .event, .pair, .template, .local],
        help: "The priority.")
    package let severity = TicketField<Severity?>(
        "severity", \.severity, needs: .severity, uses: [.creation, .change, .event, .pair, .template, .local],
        help: "The severity.")
    package let confidential = TicketField<Bool>(
        "confidential", \.confidential, needs: .confidential, uses: [.creation, .change, .event, .template, .local],
        help: "Whether only callers that may see confidential tickets can see it.")
    package let locked = TicketField<Bool>(
        "locked", \.locked, needs: .lock, uses: [.change, .event, .local],
        help: "Whether only the project's team may comment.")
    package let author = TicketField<JSON?>(
        "author",
        columns: [
            TicketColumn("author", "json", nullable: true) { $0.author.map { .document($0.json) } ?? .nothing },
            TicketColumn("author_username", "text", nullable: true) { $0.author?.username.filterable ?? .nothing },
        ], help: "Who created it.", value: { $0.author.map { .document($0.json) } ?? .nothing })
    package let assignees = TicketField<[String]>(
        "assignees",
        columns: [
            TicketColumn("assignees", "json") { .document(.array($0.assignees.map(\.json))) },
            TicketColumn("assignee_usernames", "text[]") { .names($0.assignees.map(\.username)) },
        ], needs: .assignees, uses: [.creation, .change, .event, .pair, .template],
        help: "The usernames of those who work on it.", value: { .names($0.assignees.map(\.username)) })
    package let labels = TicketField<[String]>(
        "labels",
        columns: [
            TicketColumn("labels", "json") { .names($0.labels) },
            TicketColumn("label_names", "text[]") { .names($0.labels) },
        ], needs: .ticketLabels, uses: [.creation, .change, .event, .template], help: "The names of its labels.",
        value: { .names($0.labels) })
    package let milestone = TicketField<String?>(
        "milestone",
        columns: [
            TicketColumn("milestone", "json", nullable: true) { $0.milestone.map { .document($0.json) } ?? .nothing },
            TicketColumn("milestone_title", "text", nullable: true) { $0.milestone?.title.filterable ?? .nothing },
        ], needs: .ticketMilestone, uses: [.creationOrNull, .change, .event, .pair, .template],
        help: "The title or the `remote_id` of the milestone.", value: { $0.milestone?.title.filterable ?? .nothing })
    package let parent = TicketField<String?>(
        "parent", \.parent, column: "parent_key", needs: .parent, uses: [.creationOrNull, .change, .event],
        help: "The key of the parent ticket in the same channel.")
    package let dueAt = TicketField<Timestamp?>(
        "due_at", \.dueAt, needs: .dueDate, uses: [.creationOrNull, .change, .event, .pair, .template, .local],
        help: "The due date, as in 2026-01-31T09:30:00Z.")
    package let estimateSeconds = TicketField<Int?>(
        "estimate_seconds", \.estimateSeconds, needs: .estimate,
        uses: [.creationOrNull, .change, .event, .pair, .template, .local],
        help: "The estimated time for the work, in seconds.")
    package let closedAt = TicketField<Timestamp?>("closed_at", \.closedAt, uses: .event, help: "When it was closed.")
    package let createdAt = TicketField<Timestamp>("created_at", \.createdAt, help: "When it was created.")
    package let updatedAt = TicketField<Timestamp>(
        "updated_at", columns: [TicketColumn("updated_at", "timestamptz") { .moment($0.lastChange) }],
        help: "When it was last changed.", value: { .moment($0.lastChange) })
    package let commentCount = TicketField<Int>(
        "comment_count",
        columns: [TicketColumn("comment_count", "integer") { .number(max(0, min($0.commentCount, Int(Int32.max)))) }],
        help: "The number of comments that the caller may read.", value: { .number($0.commentCount) })
    package let fingerprint = TicketField<String?>(
        "fingerprint", \.fingerprint, help: "The value by which an error or alert is grouped.")
    package let occurrences = TicketField<JSON?>(
        "occurrences",
        columns: [
            TicketColumn("occurrences", "json", nullable: true) {
                $0.occurrences.map { .document($0.json) } ?? .nothing
            }
        ], help: "How often an error happened, and where.",
        value: { $0.occurrences.map { .document($0.json) } ?? .nothing })
    package let customFields = TicketField<JSON>(
        "custom_fields", columns: [TicketColumn("custom_fields", "json") { .document($0.customFieldsJSON) }],
        help: "The project's custom fields.", value: { .document($0.customFieldsJSON) })
    package let remoteData = TicketField<JSON>(
        "remote_data", \.remoteData, help: "The tracker's own JSON; only with `include=remote_data`.")
}

extension Ticket {
    /// Time of the last change, but never before the creation, whatever the tracker reports.
    package var lastChange: Timestamp { max(updatedAt, createdAt) }

    fileprivate var customFieldsJSON: JSON { .array(customFields.map(\.json)) }
}

extension String {
    /// The name, truncated to the length that list filters accept.
    fileprivate var filterable: TicketValue {
        .text(String(String.UnicodeScalarView(unicodeScalars.prefix(TicketForm.maximumNameLength))))
    }
}

extension MilestoneReference {
    /// The milestone as stored in the mirror: the API's `TicketMilestone`.
    fileprivate var json: JSON { ["remote_id": .string(remoteID), "title": .string(title)] }
}

extension Occurrences {
    fileprivate var json: JSON {
        [
            "count": .integer(max(0, count)), "users": users.map { .integer(max(0, $0)) } ?? .null,
            "first_seen": JSON(firstSeen), "last_seen": JSON(lastSeen), "release": JSON(release),
            "environment": JSON(environment),
        ]
    }
}

extension CustomField {
    fileprivate var json: JSON { ["name": .string(name), "value": value] }
}
