/// A key, a reference or a check of a table.
package struct ConstraintDefinition: Sendable, Hashable {
    /// Its name; nil lets PostgreSQL choose one, which it does by fixed rules (`ticket_channel_id_fkey`,
    /// `ticket_state_check`).
    package var name: String?
    /// The rule as SQL: `CHECK (rank > 0)`, `FOREIGN KEY (channel_id) REFERENCES channel (id) ON DELETE CASCADE`.
    package var definition: String

    /// Any rule, as SQL.
    package init(_ definition: String, name: String? = nil) {
        self.name = name
        self.definition = definition
    }

    /// Whether it refers to another table.
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

    /// `FOREIGN KEY (column) REFERENCES table (id) ON DELETE …`.
    package static func reference(
        _ columns: String..., to table: String, _ targets: [String] = ["id"], onDelete: OnDelete = .noAction,
        name: String? = nil
    ) -> Self {
        let from = columns.joined(separator: ", ")
        let action = onDelete == .noAction ? "" : " ON DELETE \(onDelete.rawValue)"
        return Self(
            "FOREIGN KEY (\(from)) REFERENCES \(table) (\(targets.joined(separator: ", ")))\(action)", name: name)
    }

    /// What happens to a row when the one that it refers to is deleted.
    package enum OnDelete: String, Sendable {
        /// Refused at the end of the statement.
        case noAction = "NO ACTION"
        /// Refused at once.
        case restrict = "RESTRICT"
        /// Deleted too.
        case cascade = "CASCADE"
        /// The reference becomes NULL.
        case setNull = "SET NULL"
    }
}
