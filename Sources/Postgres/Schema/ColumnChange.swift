import SchemaKit

/// The statements that change a column's definition. The name stays the same.
struct ColumnChange {
    private let current: ColumnDefinition
    private let wanted: ColumnDefinition
    private let table: String
    private let column: String

    /// - Parameter table: already quoted if necessary.
    init(table: String, from current: ColumnDefinition, to wanted: ColumnDefinition) {
        self.current = current
        self.wanted = wanted
        self.table = table
        column = SchemaScript.name(wanted.name)
    }

    var name: String { wanted.name }

    /// Whether the column must be dropped and added again, because PostgreSQL can't turn a column into a generated one
    /// or back.
    var makesAgain: Bool { current != wanted && (isComputed(current) || isComputed(wanted)) }

    var statements: [String] {
        guard current != wanted else { return [] }
        guard !makesAgain else {
            return [
                "ALTER TABLE \(table) DROP COLUMN \(column)",
                "ALTER TABLE \(table) ADD COLUMN \(SchemaScript.clause(wanted))",
            ]
        }
        return sourceDropped + type + nullability + sourceSet
    }

    private func isComputed(_ column: ColumnDefinition) -> Bool {
        if case .generated = column.source { true } else { false }
    }

    /// The old default is dropped first, because it may not be valid for the new type.
    private var sourceDropped: [String] {
        let mustGo = current.source != wanted.source || current.type != wanted.type
        switch current.source {
        case .expression where mustGo: return ["\(alter) DROP DEFAULT"]
        case .identity where current.source != wanted.source: return ["\(alter) DROP IDENTITY"]
        default: return []
        }
    }

    private var type: [String] {
        current.type == wanted.type ? [] : ["\(alter) TYPE \(wanted.type) USING \(column)::\(wanted.type)"]
    }

    private var nullability: [String] {
        current.isNullable == wanted.isNullable ? [] : ["\(alter) \(wanted.isNullable ? "DROP" : "SET") NOT NULL"]
    }

    private var sourceSet: [String] {
        switch wanted.source {
        case .expression(let expression) where current.source != wanted.source || current.type != wanted.type:
            ["\(alter) SET DEFAULT \(expression)"]
        case .identity where current.source != .identity: ["\(alter) ADD GENERATED ALWAYS AS IDENTITY"]
        default: []
        }
    }

    private var alter: String { "ALTER TABLE \(table) ALTER COLUMN \(column)" }
}
