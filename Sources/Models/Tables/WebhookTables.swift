package import SchemaKit

/// Incoming webhooks and their deliveries.
package enum WebhookTables {
    package static let webhook = TableDefinition(
        "webhook",
        columns: [
            ColumnDefinition("channel_id", "uuid"),
            ColumnDefinition("secret", "bytea"),
            ColumnDefinition("secret_key", "text"),
            ColumnDefinition("remote_id", "text", nullable: true),
            ColumnDefinition("created_at", "timestamptz"),
            ColumnDefinition("updated_at", "timestamptz"),
            ColumnDefinition("manual", "boolean", default: "false"),
        ],
        primaryKey: ["channel_id"],
        constraints: [
            .reference("channel_id", to: "channel", onDelete: .cascade)
        ])

    package static let delivery = TableDefinition(
        "delivery",
        columns: [
            ColumnDefinition("id", "uuid"),
            ColumnDefinition("channel_id", "uuid"),
            ColumnDefinition("remote_id", "text"),
            ColumnDefinition("event", "text"),
            ColumnDefinition("state", "text", default: "'received'"),
            ColumnDefinition("detail", "text", nullable: true),
            ColumnDefinition("headers", "json"),
            ColumnDefinition("body", "bytea"),
            ColumnDefinition("received_at", "timestamptz"),
            ColumnDefinition("finished_at", "timestamptz", nullable: true),
        ],
        constraints: [
            .unique("channel_id", "remote_id"),
            .reference("channel_id", to: "channel", onDelete: .cascade),
            .check("state IN ('received', 'applied', 'ignored', 'failed')"),
        ],
        indexes: [
            IndexDefinition("delivery_received_at", on: "received_at", "id"),
            IndexDefinition("delivery_channel_state", on: "channel_id", "state", "received_at", "id"),
            IndexDefinition(
                "delivery_state", on: "state", "received_at", "id", where: "state IN ('received', 'failed')"),
        ])
}
