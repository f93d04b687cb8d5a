package import Models
import Postgres
package import Primitives

/// The filters of a list of audit entries; all that are set must match.
package struct AuditFilter: Sendable, Hashable {
    package var action: String?
    /// A client's slug, or the id of a client or token.
    package var principal: String?
    package var targetKind: AuditTarget.Kind?
    package var targetID: String?
    package var requestID: String?
    /// Inclusive.
    package var occurredAfter: Timestamp?
    /// Exclusive.
    package var occurredBefore: Timestamp?

    /// The caller that reads the list. A caller restricted to channels sees only the entries of these channels, and its
    /// own entries that belong to no channel.
    package var reader: Principal?

    /// Matches every entry.
    package init() {}

    var conditions: [SQL] {
        var conditions: [SQL] = []
        if let action { conditions.append("action = \(action)") }
        if let principal {
            conditions.append(
                "(principal_id = \(principal) OR (principal_kind = 'client' AND principal_name = \(principal)))")
        }
        if let targetKind { conditions.append("object_type = \(targetKind.rawValue)") }
        if let targetID { conditions.append("object_id = \(targetID)") }
        if let requestID { conditions.append("request_id = \(requestID)") }
        if let occurredAfter { conditions.append("occurred_at >= \(occurredAfter)") }
        if let occurredBefore { conditions.append("occurred_at < \(occurredBefore)") }
        if let reader, let channels = reader.channels {
            conditions.append(
                """
                (channel = ANY(\(channels.sorted())) OR (channel IS NULL AND principal_kind = \(reader.kind.rawValue)
                    AND principal_id = \(reader.id)))
                """)
        }
        return conditions
    }
}
