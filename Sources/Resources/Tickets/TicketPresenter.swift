package import Connections
import APIContract
import HTTPKit
import Models
import Primitives
import Repositories
import ServiceKit
import Tickets
import TrackerKit

/// Writes tickets together with their capabilities.
package struct TicketPresenter: Sendable {
    private let capabilities: [String: [UInt8]]

    /// - Parameter registry: Provides the capabilities of each kind of tracker.
    package init(registry: TrackerRegistry) {
        let known = registry.kinds.map { kind in
            (kind.rawValue, JSON(registry.capabilities(of: kind).map(\.rawValue).filter(Self.isOfTickets)).serialized())
        }
        capabilities = Dictionary(known) { first, _ in first }
    }

    func write(_ record: TicketRecord, to writer: inout JSONWriter) {
        let tracker = record.tracker.rawValue
        writer.ticket(record, capabilities: capabilities[tracker] ?? Self.nothing)
    }

    /// A page of tickets.
    /// - Parameter deleted: Deleted tickets to include; nil if not requested.
    func page(_ records: [TicketRecord], deleted: DeletedTickets? = nil, _ list: ListParameters, of request: Request)
        throws -> Response
    {
        let order = list.ticketOrder
        return try Response.list(list, of: request, more: { if let deleted { $0.deleted(deleted) } }) { writer in
            for record in records.prefix(list.limit) { write(record, to: &writer) }
            guard records.count > list.limit else { return nil }
            return list.cursor(try records[list.limit - 1].position(in: order))
        }
    }

    /// A ticket with its tag.
    func response(_ record: TicketRecord, includesRemoteData: Bool = false) -> Response {
        Response.object(etag: etag(record, includesRemoteData: includesRemoteData)) { write(record, to: &$0) }
    }

    /// The tag of the ticket as it is shown.
    func etag(_ record: TicketRecord, includesRemoteData: Bool) -> ETag {
        ETag(of: record, includesRemoteData: includesRemoteData)
    }

    /// The path of a ticket.
    static func location(of record: TicketRecord) throws -> String {
        Endpoint.getTicket.path(try record.channel, try record.key)
    }

    private static let nothing = Array("[]".utf8)

    /// Whether a capability applies to existing tickets, unlike listing projects, labels or members.
    private static func isOfTickets(_ name: String) -> Bool {
        ["tickets.", "comments.", "attachments.", "occurrences."].contains { name.hasPrefix($0) }
            && name != Capability.createTickets.rawValue
            && name != Capability.createByEvent.rawValue && name != Capability.incrementalList.rawValue
    }
}
