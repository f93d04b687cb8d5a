package import SchemaKit

/// What has to be done to get from one schema to another, and back. Pure; both sides in the server's own words.
package struct SchemaDiff: Sendable {
    /// The statements that lead there, in an order that works.
    package let up: [String]
    /// The statements that lead back. What a dropped table or column held is not brought back.
    package let down: [String]

    /// Compares what is with what should be.
    package init(from current: [TableDefinition], to wanted: [TableDefinition]) {
        up = SchemaChange(from: current, to: wanted).statements
        down = SchemaChange(from: wanted, to: current).statements
    }

    /// Compares a database with what its models say. Throws the server's error about a definition that is no SQL.
    package init(of client: PostgresClient, to models: [TableDefinition]) async throws {
        let current = try await SchemaInspector(client).tables()
        self.init(from: current, to: try await SchemaNormalizer(client).normalized(models))
    }

    /// Both sides are the same.
    package var isEmpty: Bool { up.isEmpty && down.isEmpty }

    /// The way there as a script for a migration.
    package var upScript: String { Self.script(up) }

    /// The way back as a script for a migration.
    package var downScript: String { Self.script(down) }

    private static func script(_ statements: [String]) -> String {
        statements.map { $0 + ";\n" }.joined()
    }
}

/// One direction of a comparison.
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

    /// What hinders goes first (references, indexes, keys), then tables and columns, then what needs them.
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
