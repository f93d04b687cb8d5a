package import SchemaKit

/// Flavors and tokens of alerts, and the alerts of the Alerts API.
package enum AlertTables {
    package static let flavor = TableDefinition(
        "alert_flavor",
        columns: [
            ColumnDefinition("id", "uuid"),
            ColumnDefinition("slug", "text"),
            ColumnDefinition("name", "text"),
            ColumnDefinition("description", "text"),
            ColumnDefinition("more_info", "text", nullable: true),
            ColumnDefinition("default_severity", "integer"),
            ColumnDefinition("enabled", "boolean"),
            ColumnDefinition("source", "text", nullable: true),
            ColumnDefinition("channel_id", "uuid", nullable: true),
            ColumnDefinition("template_id", "uuid", nullable: true),
            ColumnDefinition("policy", "jsonb", default: "'{}'"),
            ColumnDefinition("created_at", "timestamptz"),
            ColumnDefinition("updated_at", "timestamptz"),
            ColumnDefinition("revision", "bigint", default: "new_revision()"),
        ],
        constraints: [
            .unique("slug"),
            .unique("name"),
            .reference("channel_id", to: "channel", onDelete: .setNull),
            .reference("template_id", to: "template", onDelete: .setNull),
            .check("slug ~ '\(AlertFlavorSlug.pattern)'"),
            .check("source IN ('alertmanager', 'grafana', 'sentry', 'glitchtip', 'pagerduty', 'opsgenie', 'generic')"),
        ],
        indexes: [
            IndexDefinition("alert_flavor_created_at", on: "created_at", "id"),
            IndexDefinition("alert_flavor_channel", on: "channel_id", where: "channel_id IS NOT NULL"),
            IndexDefinition("alert_flavor_template", on: "template_id", where: "template_id IS NOT NULL"),
        ])

    package static let token = TableDefinition(
        "alert_token",
        columns: [
            ColumnDefinition("id", "uuid"),
            ColumnDefinition("summary", "text"),
            ColumnDefinition("contact", "text"),
            ColumnDefinition("token_hash", "bytea"),
            ColumnDefinition("enabled", "boolean"),
            ColumnDefinition("disabled_reason", "text", nullable: true),
            ColumnDefinition("created_at", "timestamptz"),
            ColumnDefinition("updated_at", "timestamptz"),
            ColumnDefinition("revision", "bigint", default: "new_revision()"),
        ],
        constraints: [
            .unique("token_hash")
        ],
        indexes: [
            IndexDefinition("alert_token_created_at", on: "created_at", "id")
        ])

    package static let tokenFlavor = TableDefinition(
        "alert_token_flavor",
        columns: [
            ColumnDefinition("token_id", "uuid"),
            ColumnDefinition("flavor_id", "uuid"),
        ],
        primaryKey: ["token_id", "flavor_id"],
        constraints: [
            .reference("token_id", to: "alert_token", onDelete: .cascade),
            .reference("flavor_id", to: "alert_flavor", onDelete: .cascade),
        ],
        indexes: [
            IndexDefinition("alert_token_flavor_flavor", on: "flavor_id")
        ])

    package static let record = TableDefinition(
        "alert_record",
        columns: [
            ColumnDefinition("id", "bigint", source: .identity),
            ColumnDefinition("flavor_id", "uuid"),
            ColumnDefinition("severity", "integer"),
            ColumnDefinition("summary", "text"),
            ColumnDefinition("description", "text"),
            ColumnDefinition("emitter_name", "text"),
            ColumnDefinition("emitter_version", "integer"),
            ColumnDefinition("links", "jsonb"),
            ColumnDefinition("start_time", "timestamptz", nullable: true),
            ColumnDefinition("end_time", "timestamptz", nullable: true),
            ColumnDefinition("created_at", "timestamptz"),
        ],
        constraints: [
            .reference("flavor_id", to: "alert_flavor", onDelete: .cascade)
        ],
        indexes: [
            IndexDefinition("alert_record_flavor", on: "flavor_id", "created_at", "id"),
            IndexDefinition("alert_record_created_at", on: "created_at", "id"),
        ])

    package static let incoming = TableDefinition(
        "incoming_alert",
        columns: [
            ColumnDefinition("id", "uuid"),
            ColumnDefinition("flavor_id", "uuid"),
            ColumnDefinition("source", "text"),
            ColumnDefinition("key", "text"),
            ColumnDefinition("created_at", "timestamptz"),
            ColumnDefinition("updated_at", "timestamptz"),
        ],
        constraints: [
            .unique("flavor_id", "source", "key"),
            .reference("flavor_id", to: "alert_flavor", onDelete: .cascade),
            .check("source IN ('alertmanager', 'grafana', 'sentry', 'glitchtip', 'pagerduty', 'opsgenie', 'generic')"),
        ])

    package static let episode = TableDefinition(
        "alert_episode",
        columns: [
            ColumnDefinition("id", "uuid"),
            ColumnDefinition("alert_id", "uuid"),
            ColumnDefinition("record_id", "bigint", nullable: true),
            ColumnDefinition("group_key", "text", nullable: true),
            ColumnDefinition("fired_at", "timestamptz"),
            ColumnDefinition("resolved_at", "timestamptz", nullable: true),
            ColumnDefinition("count", "integer"),
            ColumnDefinition("payload", "jsonb"),
            ColumnDefinition("updated_at", "timestamptz"),
        ],
        constraints: [
            .reference("alert_id", to: "incoming_alert", onDelete: .cascade),
            .reference("record_id", to: "alert_record", onDelete: .setNull),
        ],
        indexes: [
            IndexDefinition("alert_episode_alert", on: "alert_id", "fired_at"),
            IndexDefinition("alert_episode_open", on: "alert_id", isUnique: true, where: "resolved_at IS NULL"),
            IndexDefinition("alert_episode_record", on: "record_id", where: "record_id IS NOT NULL"),
            IndexDefinition("alert_episode_resolved_at", on: "resolved_at", "id", where: "resolved_at IS NOT NULL"),
        ])
}
