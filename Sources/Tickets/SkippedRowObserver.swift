package import Models
package import TrackerKit

/// Observes rows of a tracker's lists that could not be read: comments, labels, milestones and attachments. Skipped
/// tickets are listed in the channel's sync status instead.
package protocol SkippedRowObserver: Sendable {
    /// Called once for each read of a list that skipped rows.
    /// - Parameter list: The kind of list, such as `comments`.
    func skipped(_ rows: [SkippedRow], of list: String, in channel: Channel)
}

struct NoSkippedRowObserver: SkippedRowObserver {
    func skipped(_ rows: [SkippedRow], of list: String, in channel: Channel) {}
}

extension TicketEnvironment {
    /// Reads a list to its end, and reports rows that could not be read.
    func readWhole<Element>(
        _ list: String, in channel: Channel, _ read: (PageToken?) async throws -> Page<Element>
    ) async throws -> RemoteList<Element> {
        let remote = try await readList(of: list, read)
        if !remote.skipped.isEmpty { skippedRows.skipped(remote.skipped, of: list, in: channel) }
        return remote
    }
}
