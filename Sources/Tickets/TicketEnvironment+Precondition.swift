import Models
import Postgres
import Repositories
import ServiceKit

extension TicketEnvironment {
    /// Checks `If-Match` against the ticket as the caller sees it, with one statement; with none if there are no tags
    /// to compare.
    func require(_ precondition: Precondition, of ticket: MirroredTicket, _ context: CallContext) async throws {
        guard case .oneOf = precondition else { return }
        let record = try await TicketRepository(database.reader).record(id: ticket.id, for: context.audience)
        guard let record else { throw ServiceError.notFound("ticket") }
        try precondition.require(ETag(of: record))
    }
}
