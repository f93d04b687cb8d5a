import Models
import Postgres
import Primitives
import TrackerKit

/// A filter of a ticket list that has an index in list order: on a column of `ticket`, or on a separate table.
///
/// A list scans the index of one facet, the driver, once per value, and checks the other filters on each entry.
struct TicketFacet {
    /// The location of the facet's index.
    enum Source {
        case column(String)
        /// The name and column of a table with one row for each of a ticket's values.
        case table(String, String)
    }

    var source: Source
    /// The alternative values as an expression of type `text[]`.
    var values: SQL
    /// The number of alternatives.
    var count: Int
    /// The value, if there is only one.
    var value: SQL
    /// The filter as a condition on a row `t` of `ticket`, for a facet that is not the driver.
    var condition: SQL

    /// The facets of a filter, usually most selective first.
    static func all(of filter: TicketFilter, statuses: [TicketStatus]) -> [TicketFacet] {
        var facets = filter.labels.map(label)
        if let assignee = filter.assignee {
            facets.append(
                TicketFacet(
                    source: .table("ticket_assignee", "assignee"), values: "\([assignee])::text[]", count: 1,
                    value: "\(assignee)",
                    condition: "\(assignee) = ANY(t.assignee_usernames)"))
        }
        facets += [
            filter.author.map { column("author_username", [$0]) },
            filter.milestone.map { column("milestone_title", [$0]) },
        ]
        .compactMap(\.self)
        facets += [
            column("severity", filter.severities.map(\.rawValue)),
            column("priority", filter.priorities.map(\.rawValue)),
            column("kind", filter.kinds.map(\.rawValue)), column("status", statuses.map(\.rawValue)),
            column("tracker", filter.trackers.map(\.rawValue)),
        ].filter { $0.count > 0 }
        return facets
    }

    /// A label has two keys: one for trackers that ignore case and one for the others. A ticket without the exact
    /// spelling is looked up by its key only if its tracker ignores case.
    private static func label(_ name: String) -> TicketFacet {
        TicketFacet(
            source: .table("ticket_label", "match_key"),
            values: "ARRAY[label_match_key(true, \(name)), label_match_key(false, \(name))]", count: 2, value: "NULL",
            condition: """
                (\(name) = ANY(t.label_names) OR label_ignores_case(t.tracker) AND EXISTS (
                    SELECT FROM ticket_label l WHERE l.ticket_id = t.id AND l.match_key = label_match_key(true, \(name))))
                """)
    }

    private static func column(_ name: String, _ values: [String]) -> TicketFacet {
        let column = SQL(unsafeSQL: "t.\(name)")
        let condition: SQL =
            values.count == 1 ? "\(fragment: column) = \(values[0])" : "\(fragment: column) = ANY(\(values)::text[])"
        return TicketFacet(
            source: .column(name), values: "\(values)::text[]", count: values.count, value: "\(values.first ?? "")",
            condition: condition)
    }

    /// The filter as a condition on the ticket in an SQL expression, using only the facet's own table; nil for a
    /// column.
    func condition(onTicket expression: String) -> SQL? {
        guard case .table(let table, let column) = source else { return nil }
        let matches: SQL = count == 1 ? "= \(fragment: value)" : "= ANY(\(fragment: values))"
        return """
            (SELECT true FROM \(unsafeSQL: table) other
            WHERE other.ticket_id = \(unsafeSQL: expression) AND other.\(unsafeSQL: column) \(fragment: matches))
            """
    }

    /// Whether its index also starts with the channel. A channel has only one tracker, so that column has none.
    var isIndexedInChannel: Bool { if case .column("tracker") = source { false } else { true } }

    /// The number of entries in the facet's index, counted up to a bound.
    func count(inChannels slugs: [String]?, upTo bound: Int) -> SQL {
        let (table, column) =
            switch source {
            case .column(let name): ("ticket", name)
            case .table(let table, let column): (table, column)
            }
        var sql: SQL = "SELECT FROM \(unsafeSQL: table) WHERE \(unsafeSQL: column) = ANY(\(fragment: values))"
        if let slugs, isIndexedInChannel {
            sql += " AND channel_id = ANY(ARRAY(SELECT id FROM channel WHERE slug = ANY(\(slugs))))"
        }
        return "(SELECT count(*) FROM (\(fragment: sql) LIMIT \(unsafeSQL: String(bound))) bounded)"
    }
}
