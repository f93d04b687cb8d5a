package import SchemaKit

/// Converts definitions to the server's normal form by creating their tables in a temporary schema that is rolled back.
package struct SchemaNormalizer: Sendable {
    private static let schema = "schema_comparison"

    private let client: PostgresClient

    /// - Parameter client: its database must have the types, functions and sequences used by the definitions.
    package init(_ client: PostgresClient) {
        self.client = client
    }

    /// The definitions as `SchemaInspector` would return them. Throws the server's error if a definition is not valid
    /// SQL.
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

    /// Carries the result out of the transaction while causing its rollback.
    private struct Found: Error {
        let tables: [TableDefinition]
    }
}
