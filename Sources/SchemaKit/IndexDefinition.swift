/// An index of a table, except those that PostgreSQL creates for a constraint.
package struct IndexDefinition: Sendable, Hashable {
    package var name: String
    /// Whether the keys of each row must be unique.
    package var isUnique: Bool
    /// The SQL after `USING`: `btree (channel_id, updated_at DESC) WHERE state = 'open'`.
    package var definition: String

    /// Creates an index from the SQL after `USING`.
    package init(_ name: String, isUnique: Bool = false, using definition: String) {
        self.name = name
        self.isUnique = isUnique
        self.definition = definition
    }

    /// Creates an index from its parts. Keys are columns or expressions in parentheses, optionally with operator class
    /// and order.
    package init(
        _ name: String, on keys: String..., isUnique: Bool = false, method: String = "btree", including: [String] = [],
        where predicate: String? = nil
    ) {
        let include = including.isEmpty ? "" : " INCLUDE (\(including.joined(separator: ", ")))"
        let condition = predicate.map { " WHERE \($0)" } ?? ""
        self.init(name, isUnique: isUnique, using: "\(method) (\(keys.joined(separator: ", ")))\(include)\(condition)")
    }
}
