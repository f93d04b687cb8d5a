package import SchemaKit

/// Accepted writes.
package enum OperationTables {
    package static let operation = TableDefinition(
        "operation",
        columns: [
            ColumnDefinition("id", "uuid"),
            ColumnDefinition("kind", "text"),
            ColumnDefinition("state", "text", default: "'pending'"),
            ColumnDefinition("principal", "text"),
            ColumnDefinition("scopes", "text[]"),
            ColumnDefinition("actor", "text", nullable: true),
            ColumnDefinition("request_id", "text"),
            ColumnDefinition("idempotency_key", "text", nullable: true),
            ColumnDefinition("channel_id", "uuid"),
            ColumnDefinition("ticket_id", "uuid", nullable: true),
            ColumnDefinition("ticket_key", "text", nullable: true),
            ColumnDefinition("comment_id", "uuid", nullable: true),
            ColumnDefinition("request", "jsonb", nullable: true),
            ColumnDefinition("job_id", "uuid"),
            ColumnDefinition("attempts", "integer", default: "0"),
            ColumnDefinition("problem", "jsonb", nullable: true),
            ColumnDefinition("created_at", "timestamptz"),
            ColumnDefinition("started_at", "timestamptz", nullable: true),
            ColumnDefinition("expires_at", "timestamptz"),
            ColumnDefinition("finished_at", "timestamptz", nullable: true),
        ],
        constraints: [
            .reference("channel_id", to: "channel", onDelete: .cascade),
            .check(
                "kind IN ('ticket.create', 'ticket.update', 'ticket.delete', 'comment.create', 'comment.update', 'comment.delete')"
            ),
            .check("state IN ('pending', 'succeeded', 'failed')"),
            .check("attempts >= 0"),
            .check("(state = 'pending') = (finished_at IS NULL)"),
        ],
        indexes: [
            IndexDefinition("operation_channel", on: "channel_id", "id"),
            IndexDefinition("operation_expires_at", on: "expires_at"),
            IndexDefinition(
                "operation_idempotency_key", on: "principal", "idempotency_key", isUnique: true,
                where: "idempotency_key IS NOT NULL"),
            IndexDefinition("operation_principal", on: "principal", "id"),
            IndexDefinition("operation_ticket", on: "ticket_id", where: "comment_id IS NOT NULL"),
        ])
}
