package import SchemaKit

/// The tickets that full syncs found, and those that they did not.
package enum UnseenTables {
    package static let syncSeen = TableDefinition(
        "sync_seen",
        columns: [
            ColumnDefinition("channel_id", "uuid"),
            ColumnDefinition("remote_id", "text"),
        ],
        primaryKey: ["channel_id", "remote_id"],
        constraints: [
            .reference("channel_id", to: "channel", onDelete: .cascade)
        ])

    package static let ticketUnseen = TableDefinition(
        "ticket_unseen",
        columns: [
            ColumnDefinition("ticket_id", "uuid"),
            ColumnDefinition("channel_id", "uuid"),
            ColumnDefinition("gone_at", "timestamptz", nullable: true),
            ColumnDefinition("confirmed", "boolean", default: "false"),
            ColumnDefinition("tries", "integer", default: "0"),
        ],
        primaryKey: ["ticket_id"],
        constraints: [
            .reference("ticket_id", to: "ticket", onDelete: .cascade),
            .reference("channel_id", to: "channel", onDelete: .cascade),
        ],
        indexes: [
            IndexDefinition("ticket_unseen_channel", on: "channel_id")
        ])
}
