package import SchemaKit

/// Reads a live schema from PostgreSQL's catalogs, in the server's normal form.
package struct SchemaInspector: Sendable {
    private let executor: any SQLExecutor
    private let schema: SQL
    /// Tables that belong to no model.
    private static let ignored: Set<String> = ["schema_migration"]

    /// Inspects the session's current schema.
    package init(_ executor: any SQLExecutor) {
        self.executor = executor
        schema = "current_schema()::regnamespace"
    }

    /// All tables, ordered by name, except partitions and the migrator's own table.
    package func tables() async throws -> [TableDefinition] {
        let names = try await names()
        let columns = try await columns()
        let constraints = try await constraints()
        let indexes = try await indexes()
        return names.map { name in
            TableDefinition(
                name: name, columns: columns[name] ?? [], constraints: constraints[name] ?? [],
                indexes: indexes[name] ?? [])
        }
    }

    private func names() async throws -> [String] {
        let rows = try await executor.run(
            """
            SELECT relname FROM pg_class
            WHERE relnamespace = \(fragment: schema) AND relkind IN ('r', 'p') AND NOT relispartition
            ORDER BY relname COLLATE "C"
            """)
        return try rows.map { try $0.decode("relname", as: String.self) }.filter { !Self.ignored.contains($0) }
    }

    private func columns() async throws -> [String: [ColumnDefinition]] {
        let rows = try await executor.run(
            """
            SELECT c.relname AS table_name, a.attname, format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull,
                   a.attgenerated::text, a.attidentity::text, pg_get_expr(d.adbin, d.adrelid) AS expression
            FROM pg_class c
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
            WHERE c.relnamespace = \(fragment: schema) AND c.relkind IN ('r', 'p')
            ORDER BY c.relname, a.attnum
            """)
        return try grouped(rows) { row in
            ColumnDefinition(
                try row.decode("attname"), try row.decode("type"),
                nullable: try !row.decode("attnotnull", as: Bool.self), source: try source(row))
        }
    }

    private func source(_ row: Row) throws -> ColumnDefinition.Source {
        if try row.decode("attidentity", as: String.self) != "" { return .identity }
        guard let expression = try row.decode("expression", as: String?.self) else { return .none }
        return try row.decode("attgenerated", as: String.self) == "s" ? .generated(expression) : .expression(expression)
    }

    private func constraints() async throws -> [String: [ConstraintDefinition]] {
        let rows = try await executor.run(
            """
            SELECT c.relname AS table_name, o.conname, pg_get_constraintdef(o.oid) AS definition
            FROM pg_constraint o JOIN pg_class c ON c.oid = o.conrelid
            WHERE c.relnamespace = \(fragment: schema) AND o.contype IN ('p', 'u', 'c', 'f', 'x') AND o.conparentid = 0
            ORDER BY c.relname, position(o.contype::text IN 'puxcf'), o.conname COLLATE "C"
            """)
        return try grouped(rows) { row in
            ConstraintDefinition(try row.decode("definition"), name: try row.decode("conname"))
        }
    }

    /// Indexes that belong to no constraint. Only the text after `USING` is compared; the rest consists of names.
    private func indexes() async throws -> [String: [IndexDefinition]] {
        let rows = try await executor.run(
            """
            SELECT c.relname AS table_name, i.relname AS name, x.indisunique,
                   regexp_replace(pg_get_indexdef(x.indexrelid), '^.*? USING ', '') AS definition
            FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid
            WHERE c.relnamespace = \(fragment: schema) AND c.relkind IN ('r', 'p')
              AND NOT EXISTS (SELECT 1 FROM pg_constraint o WHERE o.conindid = x.indexrelid AND o.contype IN ('p', 'u', 'x'))
            ORDER BY c.relname, i.relname COLLATE "C"
            """)
        return try grouped(rows) { row in
            IndexDefinition(
                try row.decode("name"), isUnique: try row.decode("indisunique"), using: try row.decode("definition"))
        }
    }

    private func grouped<Value>(_ rows: Rows, _ value: (Row) throws -> Value) throws -> [String: [Value]] {
        var values: [String: [Value]] = [:]
        for row in rows { values[try row.decode("table_name"), default: []].append(try value(row)) }
        return values
    }
}
