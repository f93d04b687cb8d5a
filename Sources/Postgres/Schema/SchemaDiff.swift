package import SchemaKit

/// The statements that migrate one schema to another, and back. Pure. Both schemas must be in the server's normal form
/// (see ``SchemaNormalizer``).
package struct SchemaDiff: Sendable {
    /// The statements that migrate forward, in a valid order.
    package let up: [String]
    /// The statements that migrate back. Data of dropped tables and columns is not restored.
    package let down: [String]

    package init(from current: [TableDefinition], to wanted: [TableDefinition]) {
        up = SchemaChange(from: current, to: wanted).statements
        down = SchemaChange(from: wanted, to: current).statements
    }

    /// Compares a database with its models. Throws the server's error if a definition is not valid SQL.
    package init(of client: PostgresClient, to models: [TableDefinition]) async throws {
        let current = try await SchemaInspector(client).tables()
        self.init(from: current, to: try await SchemaNormalizer(client).normalized(models))
    }

    package var isEmpty: Bool { up.isEmpty && down.isEmpty }

    /// `up` as a migration script.
    package var upScript: String { Self.script(up) }

    /// `down` as a migration script.
    package var downScript: String { Self.script(down) }

    private static func script(_ statements: [String]) -> String {
        statements.map { $0 + ";\n" }.joined()
    }
}

/// One direction of a schema comparison.
private struct SchemaChange {
    let added: [TableDefinition]
    let removed: [TableDefinition]
    let changed: [TableChange]

    init(from current: [TableDefinition], to wanted: [TableDefinition]) {
        added = wanted.filter { table in !current.contains { $0.name == table.name } }
        removed = current.filter { table in !wanted.contains { $0.name == table.name } }
        changed = wanted.compactMap { table in
            current.first { $0.name == table.name }.map { TableChange(from: $0, to: table) }
        }
    }

    /// First drops what depends on other objects (references, indexes, constraints), then changes tables and columns,
    /// then adds what depends on them.
    var statements: [String] {
        let removedReferences = removed.flatMap { table in
            table.constraints.filter(\.isReference).map { SchemaScript.drop($0, from: table.name) }
        }
        var statements = changed.flatMap { $0.dropped(references: true) } + removedReferences
        statements += changed.flatMap(\.droppedIndexes) + changed.flatMap { $0.dropped(references: false) }
        statements += removed.map { "DROP TABLE \(SchemaScript.name($0.name))" }
        statements += added.map(SchemaScript.createTable) + changed.flatMap(\.columns)
        statements += changed.flatMap { $0.added(references: false) }
        statements += changed.flatMap(\.addedIndexes)
        statements += added.flatMap { table in table.indexes.map { SchemaScript.create($0, on: table.name) } }
        return statements + added.flatMap(SchemaScript.references) + changed.flatMap { $0.added(references: true) }
    }
}
