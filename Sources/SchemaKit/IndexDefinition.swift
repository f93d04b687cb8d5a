/// An index of a table, other than those that a key brings along.
package struct IndexDefinition: Sendable, Hashable {
    /// Its name.
    package var name: String
    /// Whether two rows may not have the same keys.
    package var isUnique: Bool
    /// What follows `USING` in SQL: `btree (channel_id, updated_at DESC) WHERE state = 'open'`.
    package var definition: String

    /// An index by what follows `USING`.
    package init(_ name: String, isUnique: Bool = false, using definition: String) {
        self.name = name
        self.isUnique = isUnique
        self.definition = definition
    }

    /// An index by its parts. Keys are columns or expressions in parentheses, with operator class and order where
    /// wanted.
    package init(
        _ name: String, on keys: String..., isUnique: Bool = false, method: String = "btree", including: [String] = [],
        where predicate: String? = nil
    ) {
        let include = including.isEmpty ? "" : " INCLUDE (\(including.joined(separator: ", ")))"
        let condition = predicate.map { " WHERE \($0)" } ?? ""
        self.init(name, isUnique: isUnique, using: "\(method) (\(keys.joined(separator: ", ")))\(include)\(condition)")
    }
}
