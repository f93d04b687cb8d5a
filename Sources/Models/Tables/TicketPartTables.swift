package import SchemaKit

/// The parts of tickets and channels, and the event log.
package enum TicketPartTables {
    package static let comment = TableDefinition(
        "comment",
        columns: [
            ColumnDefinition("id", "uuid"),
            ColumnDefinition("channel_id", "uuid"),
            ColumnDefinition("ticket_id", "uuid"),
            ColumnDefinition("remote_id", "text"),
            ColumnDefinition("thread_id", "text", nullable: true),
            ColumnDefinition("author", "json", nullable: true),
            ColumnDefinition("on_behalf_of", "text", nullable: true),
            ColumnDefinition("body", "text"),
            ColumnDefinition("url", "text", nullable: true),
            ColumnDefinition("internal", "boolean"),
            ColumnDefinition("system", "boolean"),
            ColumnDefinition("remote_data", "json"),
            ColumnDefinition("created_at", "timestamptz"),
            ColumnDefinition("updated_at", "timestamptz"),
            ColumnDefinition("synced_at", "timestamptz"),
            ColumnDefinition("content_hash", "bytea"),
            ColumnDefinition("revision", "bigint", default: "nextval('revision')"),
        ],
        constraints: [
            .unique("ticket_id", "remote_id"),
            .reference("channel_id", to: "channel", onDelete: .cascade),
            .reference("ticket_id", to: "ticket", onDelete: .cascade),
            .check("(length(remote_id) >= 1) AND (length(remote_id) <= 255)"),
        ],
        indexes: [
            IndexDefinition("comment_channel", on: "channel_id"),
            IndexDefinition("comment_internal", on: "ticket_id", where: "internal AND NOT system"),
            IndexDefinition(
                "comment_thread", on: "ticket_id", "thread_id", "created_at", "id", where: "thread_id IS NOT NULL"),
            IndexDefinition("comment_ticket", on: "ticket_id", "created_at", "id"),
        ])

    package static let attachment = TableDefinition(
        "attachment",
        columns: [
            ColumnDefinition("id", "uuid"),
            ColumnDefinition("ticket_id", "uuid"),
            ColumnDefinition("remote_id", "text"),
            ColumnDefinition("filename", "text"),
            ColumnDefinition("content_type", "text", nullable: true),
            ColumnDefinition("size", "bigint", nullable: true),
            ColumnDefinition("url", "text"),
            ColumnDefinition("author", "json", nullable: true),
            ColumnDefinition("created_at", "timestamptz"),
            ColumnDefinition("revision", "bigint", default: "new_revision()"),
        ],
        constraints: [
            .unique("ticket_id", "remote_id"),
            .reference("ticket_id", to: "ticket", onDelete: .cascade),
            .check("(length(remote_id) >= 1) AND (length(remote_id) <= 1024)"),
            .check("size >= 0"),
        ],
        indexes: [
            IndexDefinition("attachment_ticket", on: "ticket_id", "created_at", "id")
        ])

    package static let ticketLink = TableDefinition(
        "ticket_link",
        columns: [
            ColumnDefinition("id", "uuid"),
            ColumnDefinition("type", "text"),
            ColumnDefinition("source_id", "uuid"),
            ColumnDefinition("target_id", "uuid", nullable: true),
            ColumnDefinition("target_url", "text"),
            ColumnDefinition("created_at", "timestamptz"),
            ColumnDefinition("revision", "bigint", default: "new_revision()"),
            ColumnDefinition("target_confidential", "boolean", default: "false"),
            ColumnDefinition("target_channel_id", "uuid", nullable: true),
        ],
        constraints: [
            .reference("source_id", to: "ticket", onDelete: .cascade),
            .reference("target_id", to: "ticket", onDelete: .setNull),
            .check("source_id <> target_id"),
            .check(
                "type IN ('relates_to', 'blocks', 'blocked_by', 'duplicates', 'duplicated_by', 'parent_of', 'child_of')"
            ),
        ],
        indexes: [
            IndexDefinition("ticket_link_source", on: "source_id", "created_at", "id"),
            IndexDefinition("ticket_link_target", on: "target_id", "created_at", "id"),
            IndexDefinition("ticket_link_waiting", on: "target_url", where: "target_id IS NULL"),
        ])

    package static let event = TableDefinition(
        "event",
        columns: [
            ColumnDefinition("id", "uuid"),
            ColumnDefinition("type", "text"),
            ColumnDefinition("occurred_at", "timestamptz"),
            ColumnDefinition("connection_id", "uuid", nullable: true),
            ColumnDefinition("channel_id", "uuid", nullable: true),
            ColumnDefinition("ticket_id", "uuid", nullable: true),
            ColumnDefinition("ticket_key", "text", nullable: true),
            ColumnDefinition("comment_id", "uuid", nullable: true),
            ColumnDefinition("confidential", "boolean", default: "false"),
            ColumnDefinition("actor", "json", nullable: true),
            ColumnDefinition("origin", "text"),
            ColumnDefinition("causation_id", "uuid", nullable: true),
            ColumnDefinition("changes", "json"),
            ColumnDefinition("cause", "json", nullable: true),
            ColumnDefinition("transaction_id", "bigint", default: "((pg_current_xact_id())::text)::bigint"),
            ColumnDefinition("subscription", "text", nullable: true),
            ColumnDefinition("concealed", "boolean", default: "false"),
            ColumnDefinition("write_id", "uuid", nullable: true),
        ],
        constraints: [
            .reference("channel_id", to: "channel", onDelete: .cascade),
            .reference("connection_id", to: "connection", onDelete: .cascade),
            .check("origin IN ('webhook', 'poll', 'api', 'rule')"),
        ],
        indexes: [
            IndexDefinition("event_channel", on: "channel_id", "occurred_at", "id"),
            IndexDefinition(
                "event_channel_shown", on: "channel_id", "occurred_at", "id",
                where: "(NOT confidential) AND (NOT concealed)"),
            IndexDefinition("event_channel_type", on: "channel_id", "type", "occurred_at", "id"),
            IndexDefinition(
                "event_channel_type_shown", on: "channel_id", "type", "occurred_at", "id",
                where: "(NOT confidential) AND (NOT concealed)"),
            IndexDefinition("event_connection", on: "connection_id"),
            IndexDefinition("event_feed", on: "transaction_id", "id"),
            IndexDefinition("event_occurred_at", on: "occurred_at", "id"),
            IndexDefinition("event_shown", on: "occurred_at", "id", where: "(NOT confidential) AND (NOT concealed)"),
            IndexDefinition("event_ticket", on: "ticket_id", "occurred_at", "id"),
            IndexDefinition("event_type", on: "type", "occurred_at", "id"),
            IndexDefinition(
                "event_type_shown", on: "type", "occurred_at", "id", where: "(NOT confidential) AND (NOT concealed)"),
        ])

    package static let eventConsumer = TableDefinition(
        "event_consumer",
        columns: [
            ColumnDefinition("name", "text"),
            ColumnDefinition("transaction_id", "bigint"),
            ColumnDefinition("event_id", "uuid"),
        ],
        primaryKey: ["name"])

    package static let label = TableDefinition(
        "label",
        columns: [
            ColumnDefinition("id", "uuid"),
            ColumnDefinition("channel_id", "uuid"),
            ColumnDefinition("remote_id", "text"),
            ColumnDefinition("name", "text"),
            ColumnDefinition("color", "text", nullable: true),
            ColumnDefinition("description", "text", nullable: true),
            ColumnDefinition("scope", "text"),
            ColumnDefinition("url", "text", nullable: true),
            ColumnDefinition("synced_at", "timestamptz"),
            ColumnDefinition("revision", "bigint", default: "new_revision()"),
        ],
        constraints: [
            .unique("channel_id", "name"),
            .reference("channel_id", to: "channel", onDelete: .cascade),
            .check("(length(name) >= 1) AND (length(name) <= 255)"),
            .check("scope IN ('project', 'group', 'org')"),
        ])

    package static let milestone = TableDefinition(
        "milestone",
        columns: [
            ColumnDefinition("id", "uuid"),
            ColumnDefinition("channel_id", "uuid"),
            ColumnDefinition("remote_id", "text"),
            ColumnDefinition("key", "text"),
            ColumnDefinition("url", "text", nullable: true),
            ColumnDefinition("title", "text"),
            ColumnDefinition("description", "text", nullable: true),
            ColumnDefinition("state", "text"),
            ColumnDefinition("due_at", "timestamptz", nullable: true),
            ColumnDefinition("closed_at", "timestamptz", nullable: true),
            ColumnDefinition("created_at", "timestamptz", nullable: true),
            ColumnDefinition("updated_at", "timestamptz", nullable: true),
            ColumnDefinition("synced_at", "timestamptz"),
            ColumnDefinition("revision", "bigint", default: "new_revision()"),
        ],
        constraints: [
            .unique("channel_id", "key"),
            .reference("channel_id", to: "channel", onDelete: .cascade),
            .check("(length(key) >= 1) AND (length(key) <= 255)"),
            .check("state IN ('open', 'closed')"),
        ])
}
