extension Noun {
    static let client = Noun(
        schema: "Client",
        fields: [
            "id", "slug", "title", "client_id", "client_secret", "scopes", "channels", "last_used_at", "created_at",
            "updated_at",
        ],
        columns: [
            Column("slug"), Column("client_id", "CLIENT ID"), Column("scopes", isLong: true),
            Column("channels", isLong: true), Column("last_used_at", "LAST USED"), Column("title", isLong: true),
        ])

    static let token = Noun(
        schema: "Token",
        fields: [
            "id", "title", "token", "prefix", "scopes", "channels", "expires_at", "last_used_at", "created_at",
        ],
        columns: [
            Column("id"), Column("prefix"), Column("scopes", isLong: true), Column("channels", isLong: true),
            Column("expires_at", "EXPIRES"), Column("last_used_at", "LAST USED"), Column("title", isLong: true),
        ])

    static let auditEntry = Noun(
        schema: "AuditEntry",
        fields: [
            "id", "occurred_at", "action", "principal", "actor", "object", "channel", "request_id", "before", "after",
        ],
        columns: [
            Column("occurred_at", "OCCURRED AT"), Column("principal.name", "PRINCIPAL", isLong: true),
            Column("action"), Column("object.name", "OBJECT", isLong: true), Column("channel"),
            Column("request_id", "REQUEST ID"),
        ])

    /// The result of `auth status`, which is not an object of the API.
    static let loginStatus = Noun(
        schema: "",
        fields: [
            "url", "url_source", "token_source", "type", "id", "name", "scopes", "channels", "expires_at",
        ], columns: [])
}
