import Primitives
package import SchemaKit

/// Connections, channels and their sync state.
package enum ConnectionTables {
    package static let connection = TableDefinition(
        "connection",
        columns: [
            ColumnDefinition("id", "uuid"),
            ColumnDefinition("slug", "text"),
            ColumnDefinition("title", "text"),
            ColumnDefinition("tracker", "text"),
            ColumnDefinition("base_url", "text", nullable: true),
            ColumnDefinition("credentials", "bytea", nullable: true),
            ColumnDefinition("credentials_key", "text", nullable: true),
            ColumnDefinition("status", "text", default: "'unverified'"),
            ColumnDefinition("status_detail", "text", nullable: true),
            ColumnDefinition("account", "jsonb", nullable: true),
            ColumnDefinition("settings", "jsonb", default: "'{}'"),
            ColumnDefinition("verified_at", "timestamptz", nullable: true),
            ColumnDefinition("created_at", "timestamptz"),
            ColumnDefinition("updated_at", "timestamptz"),
            ColumnDefinition("revision", "bigint", default: "nextval('revision')"),
            ColumnDefinition("contrary_reports", "integer", default: "0"),
        ],
        constraints: [
            .unique("slug"),
            .check("(credentials IS NULL) = (credentials_key IS NULL)"),
            .check("slug ~ '\(Slug.pattern)'"),
            .check("status IN ('unverified', 'ok', 'degraded', 'failing', 'unauthorized')"),
        ],
        indexes: [
            IndexDefinition("connection_created_at", on: "created_at", "id")
        ])

    package static let channel = TableDefinition(
        "channel",
        columns: [
            ColumnDefinition("id", "uuid"),
            ColumnDefinition("slug", "text"),
            ColumnDefinition("title", "text"),
            ColumnDefinition("connection_id", "uuid"),
            ColumnDefinition("path", "text"),
            ColumnDefinition("url", "text", nullable: true),
            ColumnDefinition("remote_project_id", "text", nullable: true),
            ColumnDefinition("status_map", "jsonb", default: "'{}'"),
            ColumnDefinition("sync_enabled", "boolean", default: "true"),
            ColumnDefinition("sync_interval_seconds", "integer", default: "300"),
            ColumnDefinition("created_at", "timestamptz"),
            ColumnDefinition("updated_at", "timestamptz"),
            ColumnDefinition("revision", "bigint", default: "new_revision()"),
            ColumnDefinition("settings", "jsonb", default: "'{}'"),
        ],
        constraints: [
            .unique("connection_id", "path"),
            .unique("slug"),
            .reference("connection_id", to: "connection", onDelete: .restrict),
            .check("slug ~ '\(Slug.pattern)'"),
            .check("(sync_interval_seconds >= 30) AND (sync_interval_seconds <= 86400)"),
        ],
        indexes: [
            IndexDefinition("channel_created_at", on: "created_at", "id")
        ])

    package static let channelStatistics = TableDefinition(
        "channel_statistics",
        columns: [
            ColumnDefinition("channel_id", "uuid"),
            ColumnDefinition("ticket_count", "bigint", default: "0"),
            ColumnDefinition("labels_synced_at", "timestamptz", nullable: true),
            ColumnDefinition("milestones_synced_at", "timestamptz", nullable: true),
        ],
        primaryKey: ["channel_id"],
        constraints: [
            .reference("channel_id", to: "channel", onDelete: .cascade)
        ])

    package static let ticketCount = TableDefinition(
        "ticket_count",
        columns: [
            ColumnDefinition("channel_id", "uuid"),
            ColumnDefinition("shard", "smallint"),
            ColumnDefinition("tickets", "bigint"),
        ],
        primaryKey: ["channel_id", "shard"],
        constraints: [
            .reference("channel_id", to: "channel", onDelete: .cascade),
            .check("shard >= 0"),
        ])

    package static let channelSync = TableDefinition(
        "channel_sync",
        columns: [
            ColumnDefinition("channel_id", "uuid"),
            ColumnDefinition("state", "text", default: "'idle'"),
            ColumnDefinition("mode", "text", nullable: true),
            ColumnDefinition("full_requested", "boolean", default: "true"),
            ColumnDefinition("page_token", "text", nullable: true),
            ColumnDefinition("since", "timestamptz", nullable: true),
            ColumnDefinition("watermark", "timestamptz", nullable: true),
            ColumnDefinition("tickets", "bigint", default: "0"),
            ColumnDefinition("tickets_total", "bigint", nullable: true),
            ColumnDefinition("comments", "bigint", default: "0"),
            ColumnDefinition("started_at", "timestamptz", nullable: true),
            ColumnDefinition("finished_at", "timestamptz", nullable: true),
            ColumnDefinition("synced_at", "timestamptz", nullable: true),
            ColumnDefinition("next_at", "timestamptz", nullable: true),
            ColumnDefinition("lease_owner", "text", nullable: true),
            ColumnDefinition("lease_until", "timestamptz", nullable: true),
            ColumnDefinition("failures", "integer", default: "0"),
            ColumnDefinition("error_code", "text", nullable: true),
            ColumnDefinition("error_message", "text", nullable: true),
            ColumnDefinition("full_due_at", "timestamptz", nullable: true),
            ColumnDefinition("quiet_syncs", "integer", default: "0"),
            ColumnDefinition("requested", "boolean", default: "false"),
            ColumnDefinition("skipped", "json", default: "'[]'"),
            ColumnDefinition("takeovers", "integer", default: "0"),
            ColumnDefinition("seen_since", "timestamptz", nullable: true),
        ],
        primaryKey: ["channel_id"],
        constraints: [
            .reference("channel_id", to: "channel", onDelete: .cascade),
            .check("mode IN ('full', 'incremental')"),
            .check("state IN ('idle', 'queued', 'running', 'failed')"),
        ],
        indexes: [
            IndexDefinition("channel_sync_due", on: "next_at", where: "next_at IS NOT NULL")
        ])

    package static let conditionalResponse = TableDefinition(
        "conditional_response",
        columns: [
            ColumnDefinition("connection_id", "uuid"),
            ColumnDefinition("key", "bytea"),
            ColumnDefinition("etag", "text", nullable: true),
            ColumnDefinition("last_modified", "text", nullable: true),
            ColumnDefinition("status", "integer"),
            ColumnDefinition("headers", "jsonb"),
            ColumnDefinition("body", "bytea"),
            ColumnDefinition("stored_at", "timestamptz"),
        ],
        primaryKey: ["connection_id", "key"],
        constraints: [
            .reference("connection_id", to: "connection", onDelete: .cascade)
        ],
        indexes: [
            IndexDefinition("conditional_response_stored_at", on: "stored_at")
        ])
}
