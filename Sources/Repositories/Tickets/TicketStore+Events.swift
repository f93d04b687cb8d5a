package import Models
import Postgres
package import Primitives
package import TrackerKit

/// Completes tickets whose latest event, times or confidentiality could not be read.
extension TicketStore {
    /// The tickets to store: missing event data, times and confidentiality are filled in from the mirror. A ticket that
    /// is not mirrored stays without its event data and is confidential, and its times are set to `now`.
    package func completed(
        _ tickets: [Ticket], in channel: Channel.ID, at now: Timestamp
    ) async throws -> [Ticket] {
        let lacking = tickets.filter { $0.lacksEvent || $0.lacksTimes || $0.lacksConfidentiality }.map(\.remoteID)
        guard !lacking.isEmpty else { return tickets }
        let rows = try await executor.run(
            """
            SELECT remote_id, kind, title, body, fingerprint, occurrences, custom_fields, confidential,
                created_at, updated_at
            FROM ticket WHERE channel_id = \(channel) AND remote_id = ANY(\(lacking)::text[])
            """)
        var known: [String: Row] = [:]
        for row in rows { known[try row.decode("remote_id")] = row }
        return try tickets.map { ticket in
            var ticket = ticket
            let row = known[ticket.remoteID]
            if ticket.lacksTimes {
                ticket.createdAt = try row?.decode("created_at") ?? now
                ticket.updatedAt = try row?.decode("updated_at") ?? now
            }
            if ticket.lacksConfidentiality { ticket.confidential = try row?.decode("confidential") ?? true }
            guard ticket.lacksEvent, let row else { return ticket }
            return try ticket.completed(with: row)
        }
    }
}

extension Ticket {
    fileprivate func completed(with row: Row) throws -> Ticket {
        var ticket = self
        ticket.kind = try row.decode("kind")
        ticket.title = try row.decode("title")
        ticket.body = try row.decode("body")
        ticket.fingerprint = try row.decode("fingerprint")
        let occurrences = try row.decode("occurrences", as: JSON?.self)
        ticket.occurrences?.release = occurrences?["release"]?.stringValue
        ticket.occurrences?.environment = occurrences?["environment"]?.stringValue
        let fields = try row.decode("custom_fields", as: JSON.self)
        ticket.customFields = (fields.arrayValue ?? []).compactMap { field in
            field["name"]?.stringValue.map { CustomField(name: $0, value: field["value"] ?? .null) }
        }
        return ticket
    }
}
