import Logging
import Models
import Postgres
import Tickets
import TrackerKit

extension SyncRun {
    /// Reads the project's labels before its tickets and applies renames to the mirror, so that a ticket that already
    /// has the new name does not count as changed. If the labels cannot be read, the sync continues without them.
    func followLabels(_ channel: Channel, _ tracker: any IssueTracker) async throws {
        guard tracker.capabilities.contains(.readLabels), shortUntil(channel) == nil else { return }
        do {
            let labels = try await readList(of: "labels") { try await tracker.labels(of: channel.project, page: $0) }
            let catalog = LabelCatalog(identifiers: worker.identifiers, clock: worker.clock)
            try await worker.database.transaction { try await catalog.replace(with: labels, in: channel, $0) }
        } catch let error as TrackerError {
            worker.logger.notice(
                "the labels of a channel could not be read",
                metadata: ["channel": "\(channel.slug)", "error": "\(error.syncErrorCode)"])
        }
    }
}
