package import Primitives
package import TrackerKit

extension IssueTracker {
    /// Lists all tickets in pages of three, with the skipped rows.
    /// - Throws: ``EndlessList`` after 100 pages, more than any fake has.
    package func everyTicket(
        in project: ProjectReference, since: Timestamp? = nil
    ) async throws -> (tickets: [Ticket], skipped: [SkippedRow]) {
        var tickets: [Ticket] = [], skipped: [SkippedRow] = [], page: PageToken?
        for _ in 0..<100 {
            let list = try await self.tickets(in: project, since: since, page: page, pageSize: 3)
            tickets += list.items
            skipped += list.skipped
            page = list.next
            if page == nil { return (tickets, skipped) }
        }
        throw EndlessList()
    }
}

/// Thrown for a list whose pages do not end.
package struct EndlessList: Error {}
