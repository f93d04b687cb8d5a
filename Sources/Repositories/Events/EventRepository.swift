package import Models
package import Postgres
import Primitives
import TrackerKit

/// Queries on the table `event`.
package struct EventRepository: Sendable {
    let executor: any SQLExecutor

    /// The NOTIFY channel on which new events are announced.
    package static let notificationChannel = "ticket_gateway_event"

    package init(_ executor: any SQLExecutor) { self.executor = executor }

    /// Inserts events and notifies listeners when the transaction commits. An event is confidential if its ticket is
    /// now confidential or its comment internal, even if the writer had read an older state.
    package func insert(_ events: [Event]) async throws {
        guard !events.isEmpty else { return }
        for part in events.map(\.row).parts(size: \.approximateBytes) { try await insert(rows: Array(part)) }
        executor.announce(on: Self.notificationChannel)
    }

    private func insert(rows: [JSON]) async throws {
        let json = JSON.array(rows).text
        try await executor.run(
            """
            INSERT INTO event (id, type, occurred_at, connection_id, channel_id, ticket_id, ticket_key, comment_id, confidential, actor,
                origin, causation_id, cause, changes, subscription, write_id)
            SELECT r.id, r.type, r.occurred_at, r.connection_id, r.channel_id, r.ticket_id, r.ticket_key, r.comment_id,
                r.confidential OR coalesce((SELECT t.confidential FROM ticket t WHERE t.id = r.ticket_id), false)
                    OR coalesce((SELECT c.internal FROM comment c WHERE c.id = r.comment_id), false),
                r.actor, r.origin, r.causation_id, r.cause, r.changes, r.subscription, r.write_id
            FROM json_to_recordset(\(json)::json) AS r(id uuid, type text, occurred_at timestamptz, connection_id uuid,
                channel_id uuid, ticket_id uuid, ticket_key text, comment_id uuid, confidential boolean, actor json, origin text,
                causation_id uuid, cause json, changes json, subscription text,
                write_id uuid)
            """)
    }

    /// The combined changes of a ticket by one own write: for each field, its first old and its last new value.
    package func changes(of ticket: MirroredTicket.ID, causedBy write: OwnWrite.ID) async throws -> [String:
        FieldChange]
    {
        try await changes(of: ticket, where: "write_id = \(write)")
    }

    /// The combined changes of a ticket by an effect of a rule; see ``EventCause/ruleName``.
    package func changes(of ticket: MirroredTicket.ID, byRuleNamed name: String) async throws -> [String: FieldChange] {
        try await changes(
            of: ticket, where: "cause -> 'principal' ->> 'type' = 'rule' AND cause ->> 'request_id' = \(name)")
    }

    private func changes(of ticket: MirroredTicket.ID, where condition: SQL) async throws -> [String: FieldChange] {
        let rows = try await executor.run(
            "SELECT changes FROM event WHERE ticket_id = \(ticket) AND \(fragment: condition) ORDER BY occurred_at, id")
        var changes: [String: FieldChange] = [:]
        for row in rows {
            for (name, change) in try row.decode("changes", as: JSON.self).objectValue ?? [:] {
                let to = change["to"] ?? .null
                changes[name] = FieldChange(from: changes[name]?.from ?? change["from"] ?? .null, to: to)
            }
        }
        return changes
    }
}

extension Event {
    /// The event in the format that the INSERT reads, without nil members.
    fileprivate var row: JSON {
        var row: [String: JSON] = [
            "id": .string(id.text), "type": .string(type.rawValue), "occurred_at": .string(occurredAt.rfc3339),
            "confidential": .bool(confidential), "origin": .string(origin.rawValue),
            "changes": .object(changes.mapValues { ["from": $0.from.storable, "to": $0.to.storable] }),
        ]
        row["connection_id"] = connectionID.map { .string($0.text) }
        row["channel_id"] = channelID.map { .string($0.text) }
        row["ticket_id"] = ticketID.map { .string($0.text) }
        row["ticket_key"] = ticketKey.map { .string($0.storable) }
        row["comment_id"] = commentID.map { .string($0.text) }
        row["actor"] = actor?.json.storable
        row["cause"] = cause?.json.storable
        row["subscription"] = subscription.map { .string($0) }
        row["write_id"] = writeID.map { .string($0.text) }
        row["causation_id"] = causationID.map { .string($0.text) }
        return .object(row)
    }
}
