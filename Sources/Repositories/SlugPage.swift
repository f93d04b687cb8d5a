import Postgres
package import Primitives

/// A page of a list of objects with a slug and a creation time.
package struct SlugPage: Sendable {
    /// The sort order of the list.
    package enum Order: String, Sendable, CaseIterable {
        case slug
        case createdAt = "created_at"
    }

    /// The last row of the previous page.
    package enum Position: Sendable {
        case slug(String)
        case createdAt(Timestamp, id: String)
    }

    package var order: Order
    package var descending: Bool
    /// The last row of the previous page; nil for the first page.
    package var after: Position?
    /// The maximum number of rows. Pass one more than the page size to detect whether there is a next page.
    package var limit: Int

    package init(order: Order, descending: Bool, after: Position?, limit: Int) {
        self.order = order
        self.descending = descending
        self.after = after
        self.limit = limit
    }

    /// ` AND … ORDER BY … LIMIT …` for a table or alias with the columns `slug`, `created_at` and `id`.
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
