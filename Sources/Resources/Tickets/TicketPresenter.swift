import APIContract
package import Connections
import Documents
import HTTPKit
import Models
import Primitives
import Repositories
import ServiceKit
import Tickets

/// Responses with tickets.
package struct TicketPresenter: Sendable {
    private let document: TicketDocument

    /// - Parameter registry: Provides the capabilities of each kind of tracker.
    package init(registry: TrackerRegistry) { document = TicketDocument(capabilities: registry.capabilitiesByKind) }

    func write(_ record: TicketRecord, to writer: inout JSONWriter) { document.write(record, to: &writer) }

    /// A page of tickets.
    /// - Parameter deleted: Deleted tickets to include; nil if not requested.
    func page(_ records: [TicketRecord], deleted: DeletedTickets? = nil, _ list: ListParameters, of request: Request)
        throws -> Response
    {
        let order = list.ticketOrder
        return try Response.list(
            list, of: request,
            more: { if let deleted { $0.deleted(deleted.tickets, isTruncated: deleted.isTruncated) } }
        ) { writer in
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
}
