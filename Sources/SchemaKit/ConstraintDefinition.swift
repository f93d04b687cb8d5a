/// A constraint of a table: a primary, unique or foreign key, or a check.
package struct ConstraintDefinition: Sendable, Hashable {
    /// The name. If nil, PostgreSQL derives it from the table and columns (`ticket_channel_id_fkey`,
    /// `ticket_state_check`).
    package var name: String?
    /// The constraint as SQL: `CHECK (rank > 0)`, `FOREIGN KEY (channel_id) REFERENCES channel (id) ON DELETE CASCADE`.
    package var definition: String

    package init(_ definition: String, name: String? = nil) {
        self.name = name
        self.definition = definition
    }

    package var isReference: Bool { definition.hasPrefix("FOREIGN KEY") }

    /// `PRIMARY KEY (…)`.
    package static func primaryKey(_ columns: [String], name: String? = nil) -> Self {
        Self("PRIMARY KEY (\(columns.joined(separator: ", ")))", name: name)
    }

    /// `UNIQUE (…)`.
    package static func unique(_ columns: String..., name: String? = nil) -> Self {
        Self("UNIQUE (\(columns.joined(separator: ", ")))", name: name)
    }

    /// `CHECK (…)`.
    package static func check(_ condition: String, name: String? = nil) -> Self {
        Self("CHECK (\(condition))", name: name)
    }

    /// `FOREIGN KEY (columns) REFERENCES table (targets) ON DELETE …`.
    package static func reference(
        _ columns: String..., to table: String, _ targets: [String] = ["id"], onDelete: OnDelete = .noAction,
        name: String? = nil
    ) -> Self {
        let from = columns.joined(separator: ", ")
        let action = onDelete == .noAction ? "" : " ON DELETE \(onDelete.rawValue)"
        return Self(
            "FOREIGN KEY (\(from)) REFERENCES \(table) (\(targets.joined(separator: ", ")))\(action)", name: name)
    }

    /// What happens to a row when the row that it references is deleted.
    package enum OnDelete: String, Sendable {
        /// The deletion fails, at the end of the statement.
        case noAction = "NO ACTION"
        /// The deletion fails immediately.
        case restrict = "RESTRICT"
        /// The row is deleted too.
        case cascade = "CASCADE"
        /// The reference is set to NULL.
        case setNull = "SET NULL"
    }
}
