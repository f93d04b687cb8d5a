import SchemaKit

/// One direction of the comparison of a table that exists in both schemas.
struct TableChange {
    private let current: TableDefinition
    private let wanted: TableDefinition
    private let columnChanges: [ColumnChange]

    init(from current: TableDefinition, to wanted: TableDefinition) {
        self.current = current
        self.wanted = wanted
        columnChanges = wanted.columns.compactMap { column in
            current.columns.first { $0.name == column.name }.map {
                ColumnChange(table: SchemaScript.name(wanted.name), from: $0, to: column)
            }
        }
    }

    private var table: String { SchemaScript.name(wanted.name) }

    /// Whether the definition mentions a column that is dropped and added again, so that it must be recreated too.
    private func isSwept(_ definition: String) -> Bool {
        columnChanges.contains { $0.makesAgain && definition.contains($0.name) }
    }

    func dropped(references: Bool) -> [String] {
        let kept = wanted.constraints.filter { !isSwept($0.definition) }
        return current.constraints.filter { $0.isReference == references && !kept.contains($0) }
            .map { SchemaScript.drop($0, from: wanted.name) }
    }

    func added(references: Bool) -> [String] {
        let kept = current.constraints.filter { !isSwept($0.definition) }
        return wanted.constraints.filter { $0.isReference == references && !kept.contains($0) }
            .map { SchemaScript.add($0, to: wanted.name) }
    }

    var droppedIndexes: [String] {
        let kept = wanted.indexes.filter { !isSwept($0.definition) }
        return current.indexes.filter { !kept.contains($0) }.map(SchemaScript.drop)
    }

    var addedIndexes: [String] {
        let kept = current.indexes.filter { !isSwept($0.definition) }
        return wanted.indexes.filter { !kept.contains($0) }.map { SchemaScript.create($0, on: wanted.name) }
    }

    var columns: [String] {
        let removed = current.columns.filter { column in !wanted.columns.contains { $0.name == column.name } }
        let added = wanted.columns.filter { column in !current.columns.contains { $0.name == column.name } }
        return removed.map { "ALTER TABLE \(table) DROP COLUMN \(SchemaScript.name($0.name))" }
            + columnChanges.flatMap(\.statements)
            + added.map { "ALTER TABLE \(table) ADD COLUMN \(SchemaScript.clause($0))" }
    }
}
