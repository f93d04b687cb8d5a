package import SchemaKit

/// Puts definitions into the server's own words, by making their tables in a schema that is rolled back.
package struct SchemaNormalizer: Sendable {
    private static let schema = "schema_comparison"

    private let client: PostgresClient

    /// A normalizer on a database. Types, functions and sequences that the definitions use must be there.
    package init(_ client: PostgresClient) {
        self.client = client
    }

    /// The definitions as an inspection would return them. Throws the server's error about a definition that is no SQL.
    package func normalized(_ tables: [TableDefinition]) async throws -> [TableDefinition] {
        let script = SchemaScript.create(tables)
        do {
            try await client.transaction { transaction in
                try await transaction.run("CREATE SCHEMA \(identifier: Self.schema)")
                try await transaction.run(
                    "SELECT set_config('search_path', \(Self.schema) || ', ' || current_setting('search_path'), true)")
                for statement in script { try await transaction.run(SQL(unsafeSQL: statement)) }
                throw Found(tables: try await SchemaInspector(transaction).tables())
            }
        } catch let found as Found {
            return found.tables
        }
        return []
    }

    /// Carries the result out of a transaction that is to be rolled back.
    private struct Found: Error {
        let tables: [TableDefinition]
    }
}
