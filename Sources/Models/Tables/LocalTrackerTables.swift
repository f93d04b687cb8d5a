package import SchemaKit
import TrackerKit

/// The tables of the built-in tracker.
package enum LocalTrackerTables {
    package static let localProject = TableDefinition(
        "local_project",
        columns: [
            ColumnDefinition("id", "uuid"),
            ColumnDefinition("connection_id", "uuid"),
            ColumnDefinition("path", "text"),
            ColumnDefinition("last_ticket_number", "bigint", default: "0"),
            ColumnDefinition("last_milestone_number", "bigint", default: "0"),
            ColumnDefinition("created_at", "timestamptz"),
            ColumnDefinition("updated_at", "timestamptz"),
        ],
        constraints: [
            .unique("connection_id", "path"),
            .reference("connection_id", to: "connection", onDelete: .cascade),
        ])

    package static let localMilestone = TableDefinition(
        "local_milestone",
        columns: [
            ColumnDefinition("id", "uuid"),
            ColumnDefinition("project_id", "uuid"),
            ColumnDefinition("number", "bigint"),
            ColumnDefinition("title", "text"),
            ColumnDefinition("description", "text", nullable: true),
            ColumnDefinition("state", "text", default: "'open'"),
            ColumnDefinition("due_at", "timestamptz", nullable: true),
            ColumnDefinition("closed_at", "timestamptz", nullable: true),
            ColumnDefinition("created_at", "timestamptz"),
            ColumnDefinition("updated_at", "timestamptz"),
        ],
        constraints: [
            .unique("project_id", "number"),
            .unique("project_id", "title"),
            .reference("project_id", to: "local_project", onDelete: .cascade),
            .check("state IN ('open', 'closed')"),
        ])

    package static let localLabel = TableDefinition(
        "local_label",
        columns: [
            ColumnDefinition("id", "uuid"),
            ColumnDefinition("project_id", "uuid"),
            ColumnDefinition("name", "text"),
            ColumnDefinition("color", "text", nullable: true),
            ColumnDefinition("description", "text", nullable: true),
        ],
        constraints: [
            .unique("project_id", "name"),
            .reference("project_id", to: "local_project", onDelete: .cascade),
        ])

    /// The column of a field that is stored unchanged. Inserts set every such column except `locked`, which has a
    /// default.
    private static func column(_ field: AnyTicketField) -> ColumnDefinition {
        let isNamed = field.form != .flag || field.uses.contains(.creation)
        return ColumnDefinition(
            field.name, field.form.columnType, nullable: field.isNullable,
            source: isNamed ? .none : .expression("false"))
    }

    package static let localTicket = TableDefinition(
        "local_ticket",
        columns: [
            ColumnDefinition("id", "uuid"),
            ColumnDefinition("project_id", "uuid"),
            ColumnDefinition("number", "bigint"),
            ColumnDefinition("status", "text"),
            ColumnDefinition("resolution", "text", nullable: true),
            ColumnDefinition("author", "text"),
            ColumnDefinition("assignees", "text[]"),
            ColumnDefinition("labels", "text[]"),
            ColumnDefinition("milestone_id", "uuid", nullable: true),
            ColumnDefinition("parent", "bigint", nullable: true),
            ColumnDefinition("closed_at", "timestamptz", nullable: true),
            ColumnDefinition("marker", "text", nullable: true),
            ColumnDefinition("created_at", "timestamptz"),
            ColumnDefinition("updated_at", "timestamptz"),
        ] + TicketFields.local.map(column),
        constraints: [
            .unique("project_id", "marker"),
            .unique("project_id", "number"),
            .reference("milestone_id", to: "local_milestone", onDelete: .setNull),
            .reference("project_id", to: "local_project", onDelete: .cascade),
        ],
        indexes: [
            IndexDefinition("local_ticket_milestone", on: "milestone_id", where: "milestone_id IS NOT NULL"),
            IndexDefinition("local_ticket_updated_at", on: "project_id", "updated_at", "number"),
        ])

    package static let localComment = TableDefinition(
        "local_comment",
        columns: [
            ColumnDefinition("id", "uuid"),
            ColumnDefinition("ticket_id", "uuid"),
            ColumnDefinition("thread_id", "uuid"),
            ColumnDefinition("author", "text"),
            ColumnDefinition("body", "text"),
            ColumnDefinition("internal", "boolean"),
            ColumnDefinition("created_at", "timestamptz"),
            ColumnDefinition("updated_at", "timestamptz"),
        ],
        constraints: [
            .reference("ticket_id", to: "local_ticket", onDelete: .cascade)
        ],
        indexes: [
            IndexDefinition("local_comment_ticket", on: "ticket_id", "id")
        ])

    package static let localMember = TableDefinition(
        "local_member",
        columns: [
            ColumnDefinition("project_id", "uuid"),
            ColumnDefinition("username", "text"),
            ColumnDefinition("role", "text"),
            ColumnDefinition("created_at", "timestamptz"),
        ],
        primaryKey: ["project_id", "username"],
        constraints: [
            .reference("project_id", to: "local_project", onDelete: .cascade)
        ])

    package static let localSubscription = TableDefinition(
        "local_subscription",
        columns: [
            ColumnDefinition("ticket_id", "uuid"),
            ColumnDefinition("username", "text"),
        ],
        primaryKey: ["ticket_id", "username"],
        constraints: [
            .reference("ticket_id", to: "local_ticket", onDelete: .cascade)
        ])

    package static let localAttachment = TableDefinition(
        "local_attachment",
        columns: [
            ColumnDefinition("id", "uuid"),
            ColumnDefinition("ticket_id", "uuid"),
            ColumnDefinition("filename", "text"),
            ColumnDefinition("content_type", "text"),
            ColumnDefinition("content", "bytea"),
            ColumnDefinition("author", "text"),
            ColumnDefinition("created_at", "timestamptz"),
        ],
        constraints: [
            .reference("ticket_id", to: "local_ticket", onDelete: .cascade)
        ],
        indexes: [
            IndexDefinition("local_attachment_ticket", on: "ticket_id", "id")
        ])
}
