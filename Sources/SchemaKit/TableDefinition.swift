/// What a table looks like: written beside its model, and read from a live database, to compare the two.
///
/// Texts (types, expressions, conditions) are SQL as a migration would have them. A comparison first lets PostgreSQL
/// put them into its own words, so that `timestamptz` and `timestamp with time zone` are the same.
package struct TableDefinition: Sendable, Hashable {
    /// Its name, singular and in snake_case.
    package var name: String
    /// Its columns, in order.
    package var columns: [ColumnDefinition]
    /// Keys, references and checks.
    package var constraints: [ConstraintDefinition]
    /// Indexes other than those that a constraint brings along.
    package var indexes: [IndexDefinition]

    /// A table. The primary key is named `<table>_pkey`, as PostgreSQL does; pass none to have no key.
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

    /// A table as it was read, whatever its keys are called.
    package init(
        name: String, columns: [ColumnDefinition], constraints: [ConstraintDefinition], indexes: [IndexDefinition]
    ) {
        self.name = name
        self.columns = columns
        self.constraints = constraints
        self.indexes = indexes
    }
}
