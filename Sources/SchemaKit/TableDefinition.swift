/// The definition of a table: declared next to its model, or read from a live database, so that the two can be
/// compared.
///
/// Types, expressions and conditions are written in SQL, as in a migration. Before a comparison, PostgreSQL normalises
/// them, so that `timestamptz` and `timestamp with time zone` are equal.
package struct TableDefinition: Sendable, Hashable {
    /// The name, singular and in snake_case.
    package var name: String
    /// The columns, in order.
    package var columns: [ColumnDefinition]
    /// Primary, unique and foreign keys, and checks.
    package var constraints: [ConstraintDefinition]
    /// Indexes, except those that PostgreSQL creates for a constraint.
    package var indexes: [IndexDefinition]

    /// Creates the definition of a table. Its primary key is named `<table>_pkey`, PostgreSQL's default; if
    /// `primaryKey` is empty, the table has none.
    package init(
        _ name: String, columns: [ColumnDefinition], primaryKey: [String] = ["id"],
        constraints: [ConstraintDefinition] = [],
        indexes: [IndexDefinition] = []
    ) {
        self.name = name
        self.columns = columns
        self.indexes = indexes
        let key = primaryKey.isEmpty ? [] : [ConstraintDefinition.primaryKey(primaryKey, name: "\(name)_pkey")]
        self.constraints = key + constraints
    }

    /// Creates the definition of a table as read from a database, with any names of keys.
    package init(
        name: String, columns: [ColumnDefinition], constraints: [ConstraintDefinition], indexes: [IndexDefinition]
    ) {
        self.name = name
        self.columns = columns
        self.constraints = constraints
        self.indexes = indexes
    }
}
