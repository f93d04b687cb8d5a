import Models
import Postgres
import Primitives
import TrackerKit

/// One filter of a list as something that an index holds in the order of the list: a column of `ticket`, or a table
/// beside it.
///
/// A list walks the index of one facet, the driver, once for each of its values, and checks the other filters on the
/// way.
struct TicketFacet {
    /// Where the facet's index is.
    enum Source {
        /// A column of `ticket`.
        case column(String)
        /// A table that holds a row for each of several values of a ticket: its name and column.
        case table(String, String)
    }

    var source: Source
    /// The values that are alternatives, as an expression of type `text[]`.
    var values: SQL
    /// How many alternatives there are.
    var count: Int
    /// The value, where there is only one.
    var value: SQL
    /// The filter as a condition on a row `t` of `ticket`, when the facet is not the driver.
    var condition: SQL

    /// The facets of a filter, those first that usually let fewer tickets through.
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

    /// A label has a key among the trackers that ignore case and one among the others. A ticket that has none of its
    /// spelling is looked up by its key only where its tracker ignores case.
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

    /// The filter as a condition on the ticket that an expression names, answered from the table beside `ticket` alone;
    /// nil for a column.
    func condition(onTicket expression: String) -> SQL? {
        guard case .table(let table, let column) = source else { return nil }
        let matches: SQL = count == 1 ? "= \(fragment: value)" : "= ANY(\(fragment: values))"
        return """
            (SELECT true FROM \(unsafeSQL: table) other
            WHERE other.ticket_id = \(unsafeSQL: expression) AND other.\(unsafeSQL: column) \(fragment: matches))
            """
    }

    /// Whether there is an index of it within a channel; a channel has one tracker only.
    var isIndexedInChannel: Bool { if case .column("tracker") = source { false } else { true } }

    /// How many entries the facet's index holds, counted up to a bound.
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
