package import Models
package import TrackerKit

/// Learns of rows that a tracker's list contains and that could not be read: comments, labels, milestones and files.
/// Tickets are in the channel's sync status.
package protocol SkippedRowObserver: Sendable {
    /// Called for each reading of a list that skipped rows.
    /// - Parameter list: What the list contains, such as `comments`.
    func skipped(_ rows: [SkippedRow], of list: String, in channel: Channel)
}

/// Ignores everything.
struct NoSkippedRowObserver: SkippedRowObserver {
    func skipped(_ rows: [SkippedRow], of list: String, in channel: Channel) {}
}

extension TicketEnvironment {
    /// Reads a list to its end, and reports the rows that could not be read.
    func readWhole<Element>(
        _ list: String, in channel: Channel, _ read: (PageToken?) async throws -> Page<Element>
    ) async throws -> RemoteList<Element> {
        let remote = try await readList(of: list, read)
        if !remote.skipped.isEmpty { skippedRows.skipped(remote.skipped, of: list, in: channel) }
        return remote
    }
}
