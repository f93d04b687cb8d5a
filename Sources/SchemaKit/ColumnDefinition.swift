/// A column of a table.
package struct ColumnDefinition: Sendable, Hashable {
    /// The source of a column's value if a statement does not set it.
    package enum Source: Sendable, Hashable {
        /// NULL.
        case none
        /// An expression that is evaluated when the row is inserted, such as `now()` or `'open'`.
        case expression(String)
        /// `GENERATED ALWAYS AS (expression) STORED`: computed from other columns of the row.
        case generated(String)
        /// `GENERATED ALWAYS AS IDENTITY`: numbered by the server.
        case identity
    }

    /// The name, in snake_case.
    package var name: String
    /// The type as SQL, such as `text`, `timestamptz` or `uuid[]`.
    package var type: String
    package var isNullable: Bool
    /// The source of the value if a statement does not set it.
    package var source: Source

    package init(_ name: String, _ type: String, nullable: Bool = false, source: Source = .none) {
        self.name = name
        self.type = type
        isNullable = nullable
        self.source = source
    }

    /// Creates a column with a default, which is an SQL expression.
    package init(_ name: String, _ type: String, nullable: Bool = false, default expression: String) {
        self.init(name, type, nullable: nullable, source: .expression(expression))
    }

    /// Creates a column that the server computes from other columns.
    package init(_ name: String, _ type: String, nullable: Bool = false, generated expression: String) {
        self.init(name, type, nullable: nullable, source: .generated(expression))
    }
}
