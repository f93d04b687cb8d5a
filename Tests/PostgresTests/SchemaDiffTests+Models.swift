import SchemaKit

extension SchemaDiffTests {
    /// Covers all features: references, checks, generated and identity columns; expression, partial, covering and GIN
    /// indexes.
    static let models = [
        TableDefinition(
            "channel",
            columns: [
                ColumnDefinition("id", "uuid"), ColumnDefinition("slug", "text"),
                ColumnDefinition("number", "bigint", source: .identity),
                ColumnDefinition("created_at", "timestamptz", default: "now()"),
            ],
            constraints: [.unique("slug"), .check("length(slug) > 0")]),
        TableDefinition(
            "ticket",
            columns: [
                ColumnDefinition("id", "uuid"), ColumnDefinition("channel_id", "uuid"),
                ColumnDefinition("title", "varchar(200)"),
                ColumnDefinition("body", "text", nullable: true), ColumnDefinition("state", "text", default: "'open'"),
                ColumnDefinition("rank", "int", default: "0"), ColumnDefinition("labels", "text[]", default: "'{}'"),
                ColumnDefinition(
                    "search", "tsvector", nullable: true,
                    generated: "to_tsvector('english', title || coalesce(body, ''))"),
            ],
            constraints: [
                .reference("channel_id", to: "channel", onDelete: .cascade),
                .check("state in ('open', 'closed')", name: "ticket_state"),
            ],
            indexes: [
                IndexDefinition("ticket_channel", on: "channel_id", "rank DESC", including: ["state"]),
                IndexDefinition("ticket_title", on: "lower(title)", isUnique: true, where: "state = 'open'"),
                IndexDefinition("ticket_search", on: "search", method: "gin"),
                IndexDefinition("ticket_labels", on: "labels", method: "gin"),
            ]),
    ]

    /// A change of the models and the expected migration.
    struct Change: Sendable {
        let name: String
        let up: [String]
        let down: [String]
        let change: @Sendable (inout [TableDefinition]) -> Void

        init(
            _ name: String, up: [String], down: [String],
            _ change: @escaping @Sendable (inout [TableDefinition]) -> Void
        ) {
            (self.name, self.up, self.down, self.change) = (name, up, down, change)
        }

        func applied(to models: [TableDefinition]) -> [TableDefinition] {
            var models = models
            change(&models)
            return models
        }
    }

    static let changes = tableChanges + columnChanges + otherChanges

    private static let tableChanges = [
        Change(
            "a new table",
            up: ["CREATE TABLE label (\n    id uuid NOT NULL,\n    CONSTRAINT label_pkey PRIMARY KEY (id)\n)"],
            down: ["DROP TABLE label"]
        ) { $0.append(TableDefinition("label", columns: [ColumnDefinition("id", "uuid")])) }
    ]

    private static let columnChanges = [
        Change(
            "a new column", up: ["ALTER TABLE channel ADD COLUMN name text"],
            down: ["ALTER TABLE channel DROP COLUMN name"]
        ) { $0[0].columns.append(ColumnDefinition("name", "text", nullable: true)) },
        Change(
            "a dropped column", up: ["ALTER TABLE channel DROP COLUMN created_at"],
            down: ["ALTER TABLE channel ADD COLUMN created_at timestamp with time zone NOT NULL DEFAULT now()"]
        ) { $0[0].columns.removeLast() },
        Change(
            "another type",
            up: [
                "ALTER TABLE ticket ALTER COLUMN rank DROP DEFAULT",
                "ALTER TABLE ticket ALTER COLUMN rank TYPE bigint USING rank::bigint",
                "ALTER TABLE ticket ALTER COLUMN rank SET DEFAULT 0",
            ],
            down: [
                "ALTER TABLE ticket ALTER COLUMN rank DROP DEFAULT",
                "ALTER TABLE ticket ALTER COLUMN rank TYPE integer USING rank::integer",
                "ALTER TABLE ticket ALTER COLUMN rank SET DEFAULT 0",
            ]
        ) { $0[1].columns[5].type = "bigint" },
        Change(
            "another nullability", up: ["ALTER TABLE ticket ALTER COLUMN body SET NOT NULL"],
            down: ["ALTER TABLE ticket ALTER COLUMN body DROP NOT NULL"]
        ) { $0[1].columns[3].isNullable = false },
        Change(
            "another default",
            up: [
                "ALTER TABLE ticket ALTER COLUMN rank DROP DEFAULT",
                "ALTER TABLE ticket ALTER COLUMN rank SET DEFAULT 5",
            ],
            down: [
                "ALTER TABLE ticket ALTER COLUMN rank DROP DEFAULT",
                "ALTER TABLE ticket ALTER COLUMN rank SET DEFAULT 0",
            ]
        ) { $0[1].columns[5].source = .expression("5") },
        Change(
            "no identity", up: ["ALTER TABLE channel ALTER COLUMN number DROP IDENTITY"],
            down: ["ALTER TABLE channel ALTER COLUMN number ADD GENERATED ALWAYS AS IDENTITY"]
        ) { $0[0].columns[2].source = .none },
        Change(
            "another computation, with the index that it takes along",
            up: [
                "DROP INDEX ticket_search", "ALTER TABLE ticket DROP COLUMN search",
                "ALTER TABLE ticket ADD COLUMN search tsvector GENERATED ALWAYS AS (to_tsvector('simple'::regconfig, body)) STORED",
                "CREATE INDEX ticket_search ON ticket USING gin (search)",
            ],
            down: [
                "DROP INDEX ticket_search", "ALTER TABLE ticket DROP COLUMN search",
                "ALTER TABLE ticket ADD COLUMN search tsvector GENERATED ALWAYS AS (to_tsvector('english'::regconfig, "
                    + "((title)::text || COALESCE(body, ''::text)))) STORED",
                "CREATE INDEX ticket_search ON ticket USING gin (search)",
            ]
        ) { $0[1].columns[7].source = .generated("to_tsvector('simple', body)") },
    ]

    private static let otherChanges = [
        Change(
            "another index",
            up: [
                "DROP INDEX ticket_title",
                "CREATE INDEX ticket_title ON ticket USING btree (lower((title)::text)) WHERE (state = 'closed'::text)",
            ],
            down: [
                "DROP INDEX ticket_title",
                "CREATE UNIQUE INDEX ticket_title ON ticket USING btree (lower((title)::text)) WHERE (state = 'open'::text)",
            ]
        ) { $0[1].indexes[1] = IndexDefinition("ticket_title", on: "lower(title)", where: "state = 'closed'") },
        Change(
            "no index", up: ["DROP INDEX ticket_labels"],
            down: ["CREATE INDEX ticket_labels ON ticket USING gin (labels)"]
        ) { $0[1].indexes.removeLast() },
        Change(
            "another check",
            up: [
                "ALTER TABLE channel DROP CONSTRAINT channel_slug_check",
                "ALTER TABLE channel ADD CONSTRAINT channel_slug_check CHECK ((length(slug) > 2))",
            ],
            down: [
                "ALTER TABLE channel DROP CONSTRAINT channel_slug_check",
                "ALTER TABLE channel ADD CONSTRAINT channel_slug_check CHECK ((length(slug) > 0))",
            ]
        ) { $0[0].constraints[2] = .check("length(slug) > 2") },
        Change(
            "no reference", up: ["ALTER TABLE ticket DROP CONSTRAINT ticket_channel_id_fkey"],
            down: [
                "ALTER TABLE ticket ADD CONSTRAINT ticket_channel_id_fkey "
                    + "FOREIGN KEY (channel_id) REFERENCES channel(id) ON DELETE CASCADE"
            ]
        ) { $0[1].constraints.remove(at: 1) },
    ]
}
