package import Models
import Postgres
package import Primitives

/// What a list of audit entries is restricted to; everything that is set must hold.
package struct AuditFilter: Sendable, Hashable {
    /// The action.
    package var action: String?
    /// A client's slug, or the id of a client or token.
    package var principal: String?
    /// The kind of object.
    package var targetKind: AuditTarget.Kind?
    /// The id of the object.
    package var targetID: String?
    /// The id of the request.
    package var requestID: String?
    /// At or after.
    package var occurredAfter: Timestamp?
    /// Before.
    package var occurredBefore: Timestamp?

    /// Who reads: a caller who is restricted to channels gets the entries of these, and of its own those that belong to
    /// no channel.
    package var reader: Principal?

    /// No restriction.
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
