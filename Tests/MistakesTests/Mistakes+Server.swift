extension Mistakes {
    private static let required = [
        "TICKET_GATEWAY_DATABASE_URL", "TICKET_GATEWAY_ENCRYPTION_KEYS", "TICKET_GATEWAY_JWT_SECRET",
    ]
    /// 32 bytes, as `openssl rand -base64 32` would print them.
    private static let key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="

    private static func setting(
        _ title: String, _ environment: [String: String?], mentions: [String], command: String = "serve"
    ) -> Mistake {
        .command(title, .server(command, environment), status: 78, mentions: environment.keys.sorted() + mentions)
    }

    static let configuration: [Mistake] = [
        setting(
            "Nothing is configured", Dictionary(uniqueKeysWithValues: required.map { ($0, nil as String?) }),
            mentions: ["postgresql://", "openssl rand"]),
        setting("A port that is not a number", ["TICKET_GATEWAY_PORT": "http"], mentions: ["0 to 65535"]),
        setting(
            "A mistyped variable", ["TICKET_GATEWAY_PROT": "3001"], mentions: ["did you mean TICKET_GATEWAY_PORT?"]),
        setting("An encryption key without its name", ["TICKET_GATEWAY_ENCRYPTION_KEYS": key], mentions: ["main:"]),
        setting(
            "An encryption key that is too short", ["TICKET_GATEWAY_ENCRYPTION_KEYS": "main:c2hvcnQ="],
            mentions: ["too short", "openssl rand -base64 32"]),
        setting(
            "A JWT secret that is too short", ["TICKET_GATEWAY_JWT_SECRET": "secret"],
            mentions: ["32 characters", "openssl rand"]),
        setting("A duration without a unit", ["TICKET_GATEWAY_IDLE_TIMEOUT": "90"], mentions: ["unit", "30s"]),
        setting("A size with another unit", ["TICKET_GATEWAY_MAX_BODY": "8MB"], mentions: ["MiB", "1MiB"]),
        setting(
            "Another database system", ["TICKET_GATEWAY_DATABASE_URL": "mysql://db/x"], mentions: ["postgresql://"]),
        setting(
            "A log level that does not exist", ["TICKET_GATEWAY_LOG_LEVEL": "verbose"],
            mentions: ["did you mean debug?"]),
        setting(
            "A public URL without a scheme", ["TICKET_GATEWAY_PUBLIC_URL": "tickets.example.org"],
            mentions: ["https://"]),
        setting(
            "Networks separated by blanks", ["TICKET_GATEWAY_ALLOWED_NETWORKS": "10.0.0.0/8 192.168.0.0/16"],
            mentions: ["comma"]),
        .command(
            "A line of .env that is not an assignment",
            .server("serve", file: "# my settings\nTICKET_GATEWAY_PORT 3001"), status: 78,
            mentions: [".env line 2", "NAME=value"]),
        .command(
            "A line of .env with export", .server("serve", file: "export TICKET_GATEWAY_PORT=3001"), status: 78,
            mentions: [".env line 1", "export"]),
        .command(
            "A folder without openapi.yaml", .server("serve", ["TICKET_GATEWAY_OPENAPI_PATH": "openapi.yaml"]),
            status: 1, mentions: ["openapi.yaml", "TICKET_GATEWAY_OPENAPI_PATH"]),
        .command(
            "A folder without migrations", .server("migrate up", ["TICKET_GATEWAY_MIGRATIONS_DIRECTORY": "migrations"]),
            status: 1, mentions: ["migrations", "TICKET_GATEWAY_MIGRATIONS_DIRECTORY"]),
        .command(
            "A port that is in use", .server("serve", ["TICKET_GATEWAY_PORT": "3000"], in: .database), status: 69,
            mentions: ["127.0.0.1:3000", "in use", "TICKET_GATEWAY_PORT"]),
        .command(
            "An address of another machine", .server("serve", ["TICKET_GATEWAY_HOST": "192.0.2.1"], in: .database),
            status: 69, mentions: ["192.0.2.1", "TICKET_GATEWAY_HOST"]),
        .command(
            "A worker without workers", .server("work", ["TICKET_GATEWAY_WORKERS": "0"], in: .database), status: 1,
            mentions: ["TICKET_GATEWAY_WORKERS"]),
        .command(
            "Another encryption key than before",
            .server("serve", ["TICKET_GATEWAY_ENCRYPTION_KEYS": "test:\(key)"], in: .database), status: 78,
            mentions: ["TICKET_GATEWAY_ENCRYPTION_KEYS", "octo (test)"]),
    ]

    static let database: [Mistake] = [
        .command(
            "A database that does not run", .server("migrate up"), status: 75,
            mentions: ["127.0.0.1", "refused", "TICKET_GATEWAY_DATABASE_URL"]),
        .command(
            "A wrong password",
            .server("migrate up", ["TICKET_GATEWAY_DATABASE_URL": "postgresql://gateway:wrong@127.0.0.1:5432/gateway"]),
            status: 75, mentions: ["password authentication failed", "TICKET_GATEWAY_DATABASE_URL"]),
        .command(
            "A mistyped database",
            .server("migrate up", ["TICKET_GATEWAY_DATABASE_URL": "postgresql://gateway:secret@127.0.0.1:5432/gatway"]),
            status: 75, mentions: ["gatway", "does not exist", "TICKET_GATEWAY_DATABASE_URL"]),
        .command(
            "A token before the database runs", .server("token create first --scope admin"), status: 75,
            mentions: ["refused", "TICKET_GATEWAY_DATABASE_URL"]),
        .command(
            "Serving before migrating", .server("serve", in: .emptyDatabase), status: 1,
            mentions: ["migrations", "ticket-gateway migrate up"]),
        .command(
            "A token before migrating", .server("token create first --scope admin", in: .emptyDatabase), status: 1,
            mentions: ["ticket-gateway migrate up"]),
        .command(
            "Revoking a token by its title", .server("token revoke first", in: .database), status: 64,
            mentions: ["first", "token list"]),
    ]
}
