import Postgres
package import Primitives

/// Which page of a list of things that have a slug and a time of creation.
package struct SlugPage: Sendable {
    /// The order of the list.
    package enum Order: String, Sendable, CaseIterable {
        /// By slug.
        case slug
        /// By time of creation.
        case createdAt = "created_at"
    }

    /// Where the page before ended.
    package enum Position: Sendable {
        /// After this slug.
        case slug(String)
        /// After this time and identifier.
        case createdAt(Timestamp, id: String)
    }

    /// The order.
    package var order: Order
    /// Whether it falls.
    package var descending: Bool
    /// Where the page before ended; nil for the first page.
    package var after: Position?
    /// How many rows; one more than the page holds tells whether there is a next one.
    package var limit: Int

    /// Makes a page.
    package init(order: Order, descending: Bool, after: Position?, limit: Int) {
        self.order = order
        self.descending = descending
        self.after = after
        self.limit = limit
    }

    /// ` AND … ORDER BY … LIMIT …` over a table or alias with `slug`, `created_at` and `id`.
    func sql(of table: String) -> SQL {
        let name = SQL(unsafeSQL: SQL.quoted(identifier: table))
        let direction = SQL(unsafeSQL: descending ? "DESC" : "ASC")
        let comparison = SQL(unsafeSQL: descending ? "<" : ">")
        var sql: SQL = ""
        switch after {
        case .slug(let slug): sql += " AND \(fragment: name).slug \(fragment: comparison) \(slug)"
        case .createdAt(let time, let id):
            sql +=
                " AND (\(fragment: name).created_at, \(fragment: name).id) \(fragment: comparison) (\(time), \(id)::uuid)"
        case nil: break
        }
        switch order {
        case .slug: sql += " ORDER BY \(fragment: name).slug \(fragment: direction)"
        case .createdAt:
            sql +=
                " ORDER BY \(fragment: name).created_at \(fragment: direction), \(fragment: name).id \(fragment: direction)"
        }
        return sql + " LIMIT \(limit)"
    }
}
