package import SchemaKit

/// Clients, API tokens, the audit log and idempotency keys.
package enum AccessTables {
    package static let client = TableDefinition(
        "client",
        columns: [
            ColumnDefinition("id", "uuid"),
            ColumnDefinition("slug", "text"),
            ColumnDefinition("title", "text"),
            ColumnDefinition("client_id", "text"),
            ColumnDefinition("secret_hash", "bytea"),
            ColumnDefinition("scopes", "text[]"),
            ColumnDefinition("channels", "text[]", nullable: true),
            ColumnDefinition("last_used_at", "timestamptz", nullable: true),
            ColumnDefinition("created_at", "timestamptz"),
            ColumnDefinition("updated_at", "timestamptz"),
            ColumnDefinition("revision", "bigint", default: "1"),
        ],
        constraints: [
            .unique("client_id"),
            .unique("slug"),
        ],
        indexes: [
            IndexDefinition("client_created_at_idx", on: "created_at", "id")
        ])

    package static let apiToken = TableDefinition(
        "api_token",
        columns: [
            ColumnDefinition("id", "uuid"),
            ColumnDefinition("title", "text"),
            ColumnDefinition("prefix", "text"),
            ColumnDefinition("token_hash", "bytea"),
            ColumnDefinition("scopes", "text[]"),
            ColumnDefinition("channels", "text[]", nullable: true),
            ColumnDefinition("expires_at", "timestamptz", nullable: true),
            ColumnDefinition("last_used_at", "timestamptz", nullable: true),
            ColumnDefinition("created_at", "timestamptz"),
        ],
        constraints: [
            .unique("token_hash")
        ],
        indexes: [
            IndexDefinition("api_token_created_at_idx", on: "created_at", "id")
        ])

    package static let auditEntry = TableDefinition(
        "audit_entry",
        columns: [
            ColumnDefinition("id", "uuid"),
            ColumnDefinition("occurred_at", "timestamptz"),
            ColumnDefinition("action", "text"),
            ColumnDefinition("principal_kind", "text"),
            ColumnDefinition("principal_id", "text", nullable: true),
            ColumnDefinition("principal_name", "text"),
            ColumnDefinition("actor", "text", nullable: true),
            ColumnDefinition("object_type", "text"),
            ColumnDefinition("object_id", "text", nullable: true),
            ColumnDefinition("object_name", "text", nullable: true),
            ColumnDefinition("channel", "text", nullable: true),
            ColumnDefinition("request_id", "text", nullable: true),
            ColumnDefinition("before", "jsonb", nullable: true),
            ColumnDefinition("after", "jsonb", nullable: true),
        ],
        constraints: [
            .check("principal_kind IN ('client', 'token', 'system', 'rule')")
        ],
        indexes: [
            IndexDefinition("audit_entry_action_idx", on: "action", "occurred_at", "id"),
            IndexDefinition(
                "audit_entry_channel_idx", on: "channel", "occurred_at", "id", where: "channel IS NOT NULL"),
            IndexDefinition("audit_entry_object_id_idx", on: "object_id", "occurred_at", "id"),
            IndexDefinition("audit_entry_object_type_idx", on: "object_type", "occurred_at", "id"),
            IndexDefinition("audit_entry_occurred_at_idx", on: "occurred_at", "id"),
            IndexDefinition("audit_entry_principal_id_idx", on: "principal_id", "occurred_at", "id"),
            IndexDefinition("audit_entry_principal_name_idx", on: "principal_name", "occurred_at", "id"),
            IndexDefinition("audit_entry_request_id_idx", on: "request_id", "occurred_at", "id"),
        ])

    package static let idempotencyKey = TableDefinition(
        "idempotency_key",
        columns: [
            ColumnDefinition("principal", "text"),
            ColumnDefinition("key", "text"),
            ColumnDefinition("fingerprint", "bytea"),
            ColumnDefinition("lease_owner", "uuid", nullable: true),
            ColumnDefinition("lease_until", "timestamptz", nullable: true),
            ColumnDefinition("response", "bytea", nullable: true),
            ColumnDefinition("created_at", "timestamptz"),
            ColumnDefinition("long_bytes", "integer", nullable: true),
        ],
        primaryKey: ["principal", "key"],
        indexes: [
            IndexDefinition("idempotency_key_created_at_idx", on: "created_at"),
            IndexDefinition(
                "idempotency_key_long_idx", on: "principal", "created_at", including: ["long_bytes"],
                where: "long_bytes IS NOT NULL"),
        ])
}
