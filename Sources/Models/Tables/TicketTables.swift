package import SchemaKit
import TrackerKit

/// Tickets, the index tables for their labels, assignees and text, and the records of removals and of writes in
/// progress.
package enum TicketTables {
    /// The number of months from year 0 to the month of a time. It keeps lists sorted by one time fast when they are
    /// filtered by the other.
    private static func month(_ column: String) -> String {
        """
        extract(year FROM (\(column) AT TIME ZONE 'UTC'))::integer * 12 + extract(month FROM (\(column) AT TIME ZONE 'UTC'))::integer - 1
        """
    }

    /// The definition of a column of a field. Only the state is computed from another column.
    private static func column(_ column: TicketColumn) -> ColumnDefinition {
        guard column.value != nil else {
            return ColumnDefinition(
                column.name, column.type,
                generated: "CASE WHEN status IN ('done', 'ignored') THEN 'closed' ELSE 'open' END")
        }
        return ColumnDefinition(column.name, column.type, nullable: column.isNullable)
    }

    package static let ticket = TableDefinition(
        "ticket",
        columns: [
            ColumnDefinition("id", "uuid"),
            ColumnDefinition("channel_id", "uuid"),
            ColumnDefinition("tracker", "text"),
        ] + TicketFields.all.flatMap(\.columns).map(column) + [
            ColumnDefinition("has_links", "boolean", default: "false"),
            ColumnDefinition("synced_at", "timestamptz"),
            ColumnDefinition("comments_synced_at", "timestamptz", nullable: true),
            ColumnDefinition("comments_as_of", "timestamptz", nullable: true),
            ColumnDefinition("comments_mark", "bigint", default: "0"),
            ColumnDefinition("content_hash", "bytea"),
            ColumnDefinition("revision", "bigint", default: "nextval('revision')"),
            ColumnDefinition(
                "created_month", "integer",
                generated: month("created_at")),
            ColumnDefinition(
                "updated_month", "integer",
                generated: month("updated_at")),
            ColumnDefinition(
                "search", "tsvector",
                generated: """
                    setweight(to_tsvector('simple'::regconfig, left(key, 255)), 'A') \
                    || setweight(to_tsvector('english'::regconfig, left(title, 2000)), 'A') \
                    || setweight(to_tsvector('english'::regconfig, left(body, 50000)), 'B')
                    """),
            ColumnDefinition("template_slug", "text", nullable: true),
            ColumnDefinition("template_version", "integer", nullable: true),
        ],
        constraints: [
            .unique("channel_id", "key"),
            .unique("channel_id", "remote_id"),
            .reference("channel_id", to: "channel", onDelete: .cascade),
            .check("body_format IN ('markdown', 'html', 'text')"),
            .check("comment_count >= 0"),
            .check("(length(key) >= 1) AND (length(key) <= 255)"),
            .check("kind IN ('issue', 'bug', 'task', 'subtask', 'incident', 'error', 'alert', 'other')"),
            .check("priority IN ('urgent', 'high', 'normal', 'low', 'none')"),
            .check("(length(remote_id) >= 1) AND (length(remote_id) <= 255)"),
            .check("resolution IN ('completed', 'not_planned', 'duplicate', 'unknown')"),
            .check("severity IN ('fatal', 'error', 'warning', 'info', 'debug')"),
            .check("status IN ('open', 'in_progress', 'on_hold', 'done', 'ignored', 'unknown')"),
        ],
        indexes: [
            IndexDefinition(
                "ticket_author_username_created_at", on: "author_username", "created_at", "id",
                including: ["confidential"],
                where: "author_username IS NOT NULL"),
            IndexDefinition(
                "ticket_author_username_updated_at", on: "author_username", "updated_at", "id",
                including: ["confidential"],
                where: "author_username IS NOT NULL"),
            IndexDefinition(
                "ticket_channel_author_username_created_at", on: "channel_id", "author_username", "created_at", "id",
                including: ["confidential"], where: "author_username IS NOT NULL"),
            IndexDefinition(
                "ticket_channel_author_username_updated_at", on: "channel_id", "author_username", "updated_at", "id",
                including: ["confidential"], where: "author_username IS NOT NULL"),
            IndexDefinition(
                "ticket_channel_created_at", on: "channel_id", "created_at", "id", including: ["confidential"]),
            IndexDefinition(
                "ticket_channel_created_month_updated_at", on: "channel_id", "created_month", "updated_at", "id",
                including: ["confidential"]),
            IndexDefinition(
                "ticket_channel_kind_created_at", on: "channel_id", "kind", "created_at", "id",
                including: ["confidential"]),
            IndexDefinition(
                "ticket_channel_kind_updated_at", on: "channel_id", "kind", "updated_at", "id",
                including: ["confidential"]),
            IndexDefinition(
                "ticket_channel_milestone_title_created_at", on: "channel_id", "milestone_title", "created_at", "id",
                including: ["confidential"], where: "milestone_title IS NOT NULL"),
            IndexDefinition(
                "ticket_channel_milestone_title_updated_at", on: "channel_id", "milestone_title", "updated_at", "id",
                including: ["confidential"], where: "milestone_title IS NOT NULL"),
            IndexDefinition(
                "ticket_channel_priority_created_at", on: "channel_id", "priority", "created_at", "id",
                including: ["confidential"]),
            IndexDefinition(
                "ticket_channel_priority_updated_at", on: "channel_id", "priority", "updated_at", "id",
                including: ["confidential"]),
            IndexDefinition(
                "ticket_channel_severity_created_at", on: "channel_id", "severity", "created_at", "id",
                including: ["confidential"],
                where: "severity IS NOT NULL"),
            IndexDefinition(
                "ticket_channel_severity_updated_at", on: "channel_id", "severity", "updated_at", "id",
                including: ["confidential"],
                where: "severity IS NOT NULL"),
            IndexDefinition(
                "ticket_channel_status_created_at", on: "channel_id", "status", "created_at", "id",
                including: ["confidential"]),
            IndexDefinition(
                "ticket_channel_status_updated_at", on: "channel_id", "status", "updated_at", "id",
                including: ["confidential"]),
            IndexDefinition(
                "ticket_channel_updated_at", on: "channel_id", "updated_at", "id", including: ["confidential"]),
            IndexDefinition(
                "ticket_channel_updated_month_created_at", on: "channel_id", "updated_month", "created_at", "id",
                including: ["confidential"]),
            IndexDefinition("ticket_confidential", on: "channel_id", where: "confidential"),
            IndexDefinition("ticket_created_at", on: "created_at", "id", including: ["confidential"]),
            IndexDefinition(
                "ticket_created_month_updated_at", on: "created_month", "updated_at", "id", including: ["confidential"]),
            IndexDefinition("ticket_kind_created_at", on: "kind", "created_at", "id", including: ["confidential"]),
            IndexDefinition("ticket_kind_updated_at", on: "kind", "updated_at", "id", including: ["confidential"]),
            IndexDefinition(
                "ticket_milestone_title_created_at", on: "milestone_title", "created_at", "id",
                including: ["confidential"],
                where: "milestone_title IS NOT NULL"),
            IndexDefinition(
                "ticket_milestone_title_updated_at", on: "milestone_title", "updated_at", "id",
                including: ["confidential"],
                where: "milestone_title IS NOT NULL"),
            IndexDefinition("ticket_parent", on: "channel_id", "parent_key", where: "parent_key IS NOT NULL"),
            IndexDefinition(
                "ticket_priority_created_at", on: "priority", "created_at", "id", including: ["confidential"]),
            IndexDefinition(
                "ticket_priority_updated_at", on: "priority", "updated_at", "id", including: ["confidential"]),
            IndexDefinition("ticket_search", using: "gin (search) WITH (fastupdate=off)"),
            IndexDefinition(
                "ticket_severity_created_at", on: "severity", "created_at", "id", including: ["confidential"],
                where: "severity IS NOT NULL"
            ),
            IndexDefinition(
                "ticket_severity_updated_at", on: "severity", "updated_at", "id", including: ["confidential"],
                where: "severity IS NOT NULL"
            ),
            IndexDefinition("ticket_status_created_at", on: "status", "created_at", "id", including: ["confidential"]),
            IndexDefinition("ticket_status_updated_at", on: "status", "updated_at", "id", including: ["confidential"]),
            IndexDefinition(
                "ticket_tracker_created_at", on: "tracker", "created_at", "id", including: ["confidential"]),
            IndexDefinition(
                "ticket_tracker_updated_at", on: "tracker", "updated_at", "id", including: ["confidential"]),
            IndexDefinition("ticket_updated_at", on: "updated_at", "id", including: ["confidential"]),
            IndexDefinition(
                "ticket_updated_month_created_at", on: "updated_month", "created_at", "id", including: ["confidential"]),
            IndexDefinition("ticket_url", on: "url", method: "hash"),
        ])

    package static let ticketLabel = TableDefinition(
        "ticket_label",
        columns: [
            ColumnDefinition("ticket_id", "uuid"),
            ColumnDefinition("label", "text"),
            ColumnDefinition("channel_id", "uuid"),
            ColumnDefinition("confidential", "boolean"),
            ColumnDefinition("created_at", "timestamptz"),
            ColumnDefinition("updated_at", "timestamptz"),
            ColumnDefinition("match_key", "text"),
        ],
        primaryKey: ["ticket_id", "label"],
        constraints: [
            .reference("ticket_id", to: "ticket", onDelete: .cascade)
        ],
        indexes: [
            IndexDefinition(
                "ticket_label_channel_match_created_at", on: "channel_id", "match_key", "created_at", "ticket_id",
                including: ["confidential"]),
            IndexDefinition(
                "ticket_label_channel_match_updated_at", on: "channel_id", "match_key", "updated_at", "ticket_id",
                including: ["confidential"]),
            IndexDefinition(
                "ticket_label_match_created_at", on: "match_key", "created_at", "ticket_id", including: ["confidential"]
            ),
            IndexDefinition(
                "ticket_label_match_updated_at", on: "match_key", "updated_at", "ticket_id", including: ["confidential"]
            ),
        ])

    package static let ticketAssignee = TableDefinition(
        "ticket_assignee",
        columns: [
            ColumnDefinition("ticket_id", "uuid"),
            ColumnDefinition("assignee", "text"),
            ColumnDefinition("channel_id", "uuid"),
            ColumnDefinition("confidential", "boolean"),
            ColumnDefinition("created_at", "timestamptz"),
            ColumnDefinition("updated_at", "timestamptz"),
        ],
        primaryKey: ["ticket_id", "assignee"],
        constraints: [
            .reference("ticket_id", to: "ticket", onDelete: .cascade)
        ],
        indexes: [
            IndexDefinition(
                "ticket_assignee_channel_created_at", on: "channel_id", "assignee", "created_at", "ticket_id",
                including: ["confidential"]),
            IndexDefinition(
                "ticket_assignee_channel_updated_at", on: "channel_id", "assignee", "updated_at", "ticket_id",
                including: ["confidential"]),
            IndexDefinition(
                "ticket_assignee_created_at", on: "assignee", "created_at", "ticket_id", including: ["confidential"]),
            IndexDefinition(
                "ticket_assignee_updated_at", on: "assignee", "updated_at", "ticket_id", including: ["confidential"]),
        ])

    package static let ticketGram = TableDefinition(
        "ticket_gram",
        columns: [
            ColumnDefinition("ticket_id", "uuid"),
            ColumnDefinition("search", "tsvector"),
        ],
        primaryKey: ["ticket_id"],
        indexes: [
            IndexDefinition("ticket_gram_search", using: "gin (search) WITH (fastupdate=off)")
        ])

    package static let ticketGone = TableDefinition(
        "ticket_gone",
        columns: [
            ColumnDefinition("channel_id", "uuid"),
            ColumnDefinition("key", "text"),
            ColumnDefinition("gone_at", "timestamptz"),
        ],
        primaryKey: ["channel_id", "key"],
        constraints: [
            .reference("channel_id", to: "channel", onDelete: .cascade)
        ],
        indexes: [
            IndexDefinition("ticket_gone_at", on: "gone_at")
        ])

    package static let ownWrite = TableDefinition(
        "own_write",
        columns: [
            ColumnDefinition("id", "uuid"),
            ColumnDefinition("channel_id", "uuid"),
            ColumnDefinition("ticket_key", "text", nullable: true),
            ColumnDefinition("marker", "text", nullable: true),
            ColumnDefinition("subjects", "text[]"),
            ColumnDefinition("cause", "json"),
            ColumnDefinition("started_at", "timestamptz"),
            ColumnDefinition("causation_id", "uuid", nullable: true),
        ],
        constraints: [
            .reference("channel_id", to: "channel", onDelete: .cascade),
            .check("(ticket_key IS NOT NULL) OR (marker IS NOT NULL)"),
        ],
        indexes: [
            IndexDefinition("own_write_marker", on: "marker", where: "marker IS NOT NULL"),
            IndexDefinition("own_write_started_at", on: "started_at"),
            IndexDefinition("own_write_ticket", on: "channel_id", "ticket_key"),
        ])

    package static let creationAttempt = TableDefinition(
        "creation_attempt",
        columns: [
            ColumnDefinition("marker", "text"),
            ColumnDefinition("channel_id", "uuid"),
            ColumnDefinition("started_at", "timestamptz"),
        ],
        primaryKey: ["marker"],
        constraints: [
            .reference("channel_id", to: "channel", onDelete: .cascade)
        ],
        indexes: [
            IndexDefinition("creation_attempt_channel", on: "channel_id"),
            IndexDefinition("creation_attempt_started_at", on: "started_at"),
        ])
}
