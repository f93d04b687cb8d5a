import Postgres

/// The reason why tickets cannot be searched for a text.
package enum TicketSearchError: Error, Sendable, Hashable {
    /// The text has no indexed word: only stop words such as "the", or punctuation.
    case noWords
}

/// A prepared search: the query and the plan to execute it.
struct TicketSearch {
    let query: SQL
    /// Whether the query has grams, so that tickets with grams must be matched in `ticket_gram`.
    var hasGrams = false
    /// An additional condition on a row `t` of `ticket`.
    var recheck: SQL?
    var plan: SearchPlan

    /// The condition on a row `t` of `ticket`, in a form that cannot use an index.
    var condition: SQL {
        [Self.matches(query, hasGrams: hasGrams), recheck].compactMap(\.self).joined(separator: " AND ")
    }

    fileprivate static func matches(_ query: SQL, hasGrams: Bool) -> SQL {
        let words: SQL = "ts_match_vq(t.search, \(fragment: query))"
        guard hasGrams else { return words }
        return """
            coalesce((SELECT ts_match_vq(g.search, \(fragment: query)) FROM ticket_gram g WHERE g.ticket_id = t.id), \(fragment: words))
            """
    }
}

extension TicketSearch {
    /// The number of estimated matches up to which the full-text index is used. With a million tickets, reading this
    /// many matches takes about as long as checking tickets in list order until a page is full.
    private static let indexBound = 8000

    /// Prepares a search, using one statement unless the plan is given and the text is plain.
    /// - Parameter plan: How to search; nil to let the planner's estimate decide.
    /// - Throws: ``TicketSearchError``, and the database's errors.
    init(_ text: SearchText, plan: SearchPlan?, _ executor: any SQLExecutor) async throws {
        if text.isPlain {
            query = "websearch_to_tsquery('english', \(text.text))"
            if let plan {
                self.plan = plan
                return
            }
            let estimate = try await executor.run(
                """
                SELECT numnode(query), CASE WHEN numnode(query) > 0 THEN ticket_search_estimate(query) ELSE 0 END
                FROM websearch_to_tsquery('english', \(text.text)) query
                """)
            self.plan = try Self.plan(estimate, bound: nil)
            return
        }
        guard !text.alternatives.isEmpty else { throw TicketSearchError.noWords }
        let alternatives = text.alternatives.map(Self.query)
        let found = try await executor.run(
            """
            SELECT numnode(query), CASE WHEN numnode(query) = 0 THEN 0
                    ELSE ticket_search_estimate(query) + CASE WHEN has_grams THEN ticket_gram_estimate(query) ELSE 0 END END,
                has_grams, query::text, alternatives::text[]
            FROM (SELECT \(fragment: alternatives.joined(separator: " || ")), ticket_grams(\(text.text)) <> '{}',
                ARRAY[\(fragment: alternatives.joined(separator: ", "))]) prepared (query, has_grams, alternatives)
            """)
        self.plan = try Self.plan(found, bound: plan)
        guard let row = found.first else { throw TicketSearchError.noWords }
        query = "\(try row.decode(3, as: String.self))::tsquery"
        hasGrams = try row.decode(2)
        recheck = Self.recheck(text.alternatives, try row.decode(4, as: [String].self), hasGrams: hasGrams)
    }

    private static func plan(_ estimate: Rows, bound plan: SearchPlan?) throws -> SearchPlan {
        guard let row = estimate.first, try row.decode(0, as: Int.self) > 0 else { throw TicketSearchError.noWords }
        if let plan { return plan }
        return try row.decode(1, as: Int64.self) <= indexBound ? .index : .walk
    }

    private static func query(_ terms: [SearchText.Term]) -> SQL {
        let parts: [SQL] = terms.map { term in
            let query: SQL =
                term.isPrefix ? "\(term.prefixQuery)::tsquery" : "ticket_search_term(\(term.text), \(term.isPhrase))"
            return term.isNegated ? "!!\(fragment: query)" : query
        }
        return "(\(fragment: parts.joined(separator: " && ")))"
    }

    /// The condition that the index cannot check: that a ticket which contains the stem of a prefix has a word with
    /// that prefix.
    private static func recheck(_ alternatives: [[SearchText.Term]], _ queries: [String], hasGrams: Bool) -> SQL? {
        guard alternatives.joined().contains(where: { $0.isPrefix && !$0.isNegated }) else { return nil }
        let conditions: [SQL] = zip(alternatives, queries).map { terms, query in
            let prefixes = terms.filter { $0.isPrefix && !$0.isNegated }.map { "\\m" + $0.text }
            let words = prefixes.map { "(t.title ~* \($0) OR t.key ~* \($0) OR t.body ~* \($0))" as SQL }
            let own = alternatives.count > 1 ? [matches("\(query)::tsquery", hasGrams: hasGrams)] : []
            return "(\(fragment: (own + words).joined(separator: " AND ")))"
        }
        return "(\(fragment: conditions.joined(separator: " OR ")))"
    }
}
