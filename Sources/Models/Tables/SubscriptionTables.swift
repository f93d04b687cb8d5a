import Primitives
package import SchemaKit

/// Outgoing webhooks and their deliveries.
package enum SubscriptionTables {
    package static let subscription = TableDefinition(
        "subscription",
        columns: [
            ColumnDefinition("id", "uuid"),
            ColumnDefinition("slug", "text"),
            ColumnDefinition("title", "text"),
            ColumnDefinition("url", "text"),
            ColumnDefinition("types", "text[]", nullable: true),
            ColumnDefinition("channels", "text[]", nullable: true),
            ColumnDefinition("bounds", "text[]", nullable: true),
            ColumnDefinition("confidential", "boolean"),
            ColumnDefinition("filter", "jsonb", nullable: true),
            ColumnDefinition("disabled_reason", "text", nullable: true),
            ColumnDefinition("disabled_at", "timestamptz", nullable: true),
            ColumnDefinition("secret", "bytea"),
            ColumnDefinition("secret_key", "text"),
            ColumnDefinition("former_secret", "bytea", nullable: true),
            ColumnDefinition("former_secret_key", "text", nullable: true),
            ColumnDefinition("former_secret_until", "timestamptz", nullable: true),
            ColumnDefinition("failures", "integer", default: "0"),
            ColumnDefinition("openings", "integer", default: "0"),
            ColumnDefinition("failing_since", "timestamptz", nullable: true),
            ColumnDefinition("last_failure_at", "timestamptz", nullable: true),
            ColumnDefinition("last_error", "text", nullable: true),
            ColumnDefinition("open_until", "timestamptz", nullable: true),
            ColumnDefinition("probe_until", "timestamptz", nullable: true),
            ColumnDefinition("throttled_until", "timestamptz", nullable: true),
            ColumnDefinition("created_at", "timestamptz"),
            ColumnDefinition("updated_at", "timestamptz"),
            ColumnDefinition("revision", "bigint", default: "new_revision()"),
            ColumnDefinition("author", "text", nullable: true),
        ],
        constraints: [
            .unique("slug"),
            .check("slug ~ '\(Slug.pattern)'"),
            .check("disabled_reason IN ('asked', 'gone', 'failing', 'author_deleted')"),
            .check("failures >= 0"),
            .check("openings >= 0"),
            .check("(disabled_reason IS NULL) = (disabled_at IS NULL)"),
            .check("(former_secret IS NULL) = (former_secret_key IS NULL)"),
            .check("(former_secret IS NULL) = (former_secret_until IS NULL)"),
        ],
        indexes: [
            IndexDefinition("subscription_created_at", on: "created_at", "id")
        ])

    package static let outgoingDelivery = TableDefinition(
        "outgoing_delivery",
        columns: [
            ColumnDefinition("id", "uuid"),
            ColumnDefinition("subscription_id", "uuid"),
            ColumnDefinition("event_id", "uuid", nullable: true),
            ColumnDefinition("unique_key", "text", nullable: true),
            ColumnDefinition("type", "text"),
            ColumnDefinition("payload", "text"),
            ColumnDefinition("confidential", "boolean"),
            ColumnDefinition("state", "text", default: "'waiting'"),
            ColumnDefinition("detail", "text", nullable: true),
            ColumnDefinition("round", "integer", default: "1"),
            ColumnDefinition("round_attempts", "integer", default: "0"),
            ColumnDefinition("attempts", "integer", default: "0"),
            ColumnDefinition("next_attempt_at", "timestamptz", nullable: true),
            ColumnDefinition("created_at", "timestamptz"),
            ColumnDefinition("finished_at", "timestamptz", nullable: true),
            ColumnDefinition("mentions", "uuid[]", nullable: true),
        ],
        constraints: [
            .unique("subscription_id", "unique_key"),
            .reference("subscription_id", to: "subscription", onDelete: .cascade),
            .check("state IN ('waiting', 'delivered', 'failed')"),
            .check("(state = 'waiting') = (finished_at IS NULL)"),
        ],
        indexes: [
            IndexDefinition("outgoing_delivery_created_at", on: "created_at", "id"),
            IndexDefinition("outgoing_delivery_subscription", on: "subscription_id", "created_at", "id"),
            IndexDefinition("outgoing_delivery_state", on: "subscription_id", "state", "created_at", "id"),
        ])

    package static let outgoingAttempt = TableDefinition(
        "outgoing_attempt",
        columns: [
            ColumnDefinition("delivery_id", "uuid"),
            ColumnDefinition("number", "integer"),
            ColumnDefinition("started_at", "timestamptz"),
            ColumnDefinition("duration_ms", "integer"),
            ColumnDefinition("status", "integer", nullable: true),
            ColumnDefinition("error", "text", nullable: true),
            ColumnDefinition("headers", "json"),
            ColumnDefinition("body", "bytea"),
        ],
        primaryKey: ["delivery_id", "number"],
        constraints: [
            .reference("delivery_id", to: "outgoing_delivery", onDelete: .cascade)
        ])
}
