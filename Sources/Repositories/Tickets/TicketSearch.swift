import Postgres

/// Why tickets can't be searched for a text.
package enum TicketSearchError: Error, Sendable, Hashable {
    /// The text has no word that is indexed: only words such as "the", or signs.
    case noWords
}

/// A search that PostgreSQL has looked at: what to look for, and how.
struct TicketSearch {
    /// The `tsquery`.
    let query: SQL
    /// Whether tickets with grams are to be looked at in `ticket_gram`: what is looked for has some.
    var hasGrams = false
    /// What must hold besides, of a row `t` of `ticket`.
    var recheck: SQL?
    /// How to find the tickets.
    var plan: SearchPlan

    /// The condition on a row `t` of `ticket`, in a form that makes no use of an index.
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
    /// A search that the planner expects to find no more than this is done by the words' index: at a million tickets,
    /// about where reading every match costs as much as looking at tickets in their order until a page is full.
    private static let indexBound = 8000

    /// Prepares a search, with one statement unless all is known.
    /// - Parameter plan: how to search; nil to ask the planner.
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

    /// What the index can't tell: that a ticket which has the stem of a prefix has a word that begins with it.
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
