import Postgres
import SchemaKit
import TestSupport
import Testing

@Suite struct SchemaDiffTests {
    @Test func `definitions applied to an empty database and read again are the same`() async throws {
        try await TestDatabase.withEmptyDatabase { client in
            let diff = try await SchemaDiff(of: client, to: Self.models)
            #expect(!diff.isEmpty)
            try await apply(diff.up, client)
            let again = try await SchemaDiff(of: client, to: Self.models)
            #expect(again.up == [])
            #expect(again.down == [])
            try await apply(diff.down, client)
            let left = try await SchemaInspector(client).tables()
            #expect(left == [])
        }
    }

    @Test func `syncing back and forth returns to the start, whatever changes`() async throws {
        for change in Self.changes {
            try await TestDatabase.withEmptyDatabase { client in
                try await apply(SchemaDiff(of: client, to: Self.models).up, client)
                let before = try await SchemaInspector(client).tables()
                let wanted = change.applied(to: Self.models)
                let diff = try await SchemaDiff(of: client, to: wanted)
                #expect(diff.up == change.up, "\(change.name)")
                #expect(diff.down == change.down, "\(change.name)")
                try await apply(diff.up, client)
                let reached = try await SchemaDiff(of: client, to: wanted)
                #expect(reached.isEmpty, "\(change.name)")
                try await apply(diff.down, client)
                let after = try await SchemaInspector(client).tables()
                #expect(Self.sorted(after) == Self.sorted(before), "\(change.name)")
            }
        }
    }

    @Test func `an invalid SQL definition is reported by the server`() async throws {
        try await TestDatabase.withEmptyDatabase { client in
            let wrong = TableDefinition("wrong", columns: [ColumnDefinition("id", "no_such_type")])
            let error = await #expect(throws: PostgresError.self) { try await SchemaDiff(of: client, to: [wrong]) }
            #expect(error?.sqlState?.rawValue == "42704")
        }
    }

    @Test func `names that require quotes get them`() {
        let table = TableDefinition(
            "order", columns: [ColumnDefinition("Odd name", "text"), ColumnDefinition("id", "uuid")])
        let diff = SchemaDiff(from: [], to: [table])
        #expect(
            diff.up[0].hasPrefix("CREATE TABLE \"order\" (\n    \"Odd name\" text NOT NULL,\n    id uuid NOT NULL,\n"))
        #expect(diff.downScript == "DROP TABLE \"order\";\n")
    }

    /// Sorts the columns, because a column that is dropped and added again is the last one.
    private static func sorted(_ tables: [TableDefinition]) -> [TableDefinition] {
        tables.map { table in
            var table = table
            table.columns.sort { $0.name < $1.name }
            return table
        }
    }

    private func apply(_ statements: [String], _ client: PostgresClient) async throws {
        for statement in statements { try await client.run(SQL(unsafeSQL: statement)) }
    }
}
