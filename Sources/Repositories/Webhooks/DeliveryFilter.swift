package import Models
import Postgres
package import Primitives

/// The filters of a list of deliveries; all that are set must match.
package struct DeliveryFilter: Sendable, Hashable {
    package var channels: Set<String>?
    package var state: DeliveryState?
    /// Inclusive.
    package var receivedAfter: Timestamp?
    /// Exclusive.
    package var receivedBefore: Timestamp?

    package init() {}

    private var range: SQL {
        var sql: SQL = "true"
        if let receivedAfter { sql += " AND d.received_at >= \(receivedAfter)" }
        if let receivedBefore { sql += " AND d.received_at < \(receivedBefore)" }
        return sql
    }

    /// Identifier and time of a page's deliveries. Scans one index per channel and state, or a single one without
    /// filters.
    func walk(_ page: TimePage<Delivery>) -> SQL {
        guard channels != nil || state != nil else {
            return """
                SELECT d.id, d.received_at FROM delivery d WHERE \(fragment: range)\(fragment: page.sql(of: "d", time: "received_at"))
                """
        }
        let chosen: SQL = channels.map { "(SELECT id FROM channel WHERE slug = ANY(\($0.sorted())))" } ?? "channel"
        var end = page
        end.after = nil
        return """
            SELECT best.id, best.received_at FROM \(fragment: chosen) chosen CROSS JOIN (\(fragment: DeliveryState.rows(of: state))) given(state)
            CROSS JOIN LATERAL (
                SELECT d.id, d.received_at FROM delivery d
                WHERE d.channel_id = chosen.id AND d.state = given.state AND \(fragment: range)\(fragment: page.sql(of: "d", time: "received_at"))) best
            WHERE true\(fragment: end.sql(of: "best", time: "received_at"))
            """
    }
}

extension DeliveryState {
    /// One or all states as rows. Not `VALUES`, because the planner would turn a single value into a constant and scan
    /// the partial index of all channels.
    static func rows(of state: DeliveryState?) -> SQL {
        let states = (state.map { [$0] } ?? allCases).map { "'\($0.rawValue)'" }.joined(separator: ", ")
        return SQL(unsafeSQL: "SELECT unnest(ARRAY[\(states)])")
    }
}
