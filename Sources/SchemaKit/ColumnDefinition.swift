/// One column of a table.
package struct ColumnDefinition: Sendable, Hashable {
    /// Where a column's values come from when a statement gives none.
    package enum Source: Sendable, Hashable {
        /// NULL.
        case none
        /// An expression, evaluated when the row is made: `now()`, `'open'`.
        case expression(String)
        /// `GENERATED ALWAYS AS (expression) STORED`: computed from the row's other columns.
        case generated(String)
        /// `GENERATED ALWAYS AS IDENTITY`: numbered by the server.
        case identity
    }

    /// Its name, in snake_case.
    package var name: String
    /// Its type as SQL: `text`, `timestamptz`, `uuid[]`.
    package var type: String
    /// Whether it may be NULL.
    package var isNullable: Bool
    /// What stands in it when nothing is given.
    package var source: Source

    /// A column; NOT NULL unless said otherwise, as most are.
    package init(_ name: String, _ type: String, nullable: Bool = false, _ source: Source = .none) {
        self.name = name
        self.type = type
        isNullable = nullable
        self.source = source
    }

    /// A column with a default.
    package init(_ name: String, _ type: String, nullable: Bool = false, default expression: String) {
        self.init(name, type, nullable: nullable, .expression(expression))
    }

    /// A column that the server computes from the others.
    package init(_ name: String, _ type: String, nullable: Bool = false, generated expression: String) {
        self.init(name, type, nullable: nullable, .generated(expression))
    }
}
