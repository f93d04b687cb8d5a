import Logging
import Models
import Tickets
import TrackerKit

/// Logs list rows from a tracker that could not be read: one line per read, with the first of the rows.
struct SkippedRowLog: SkippedRowObserver {
    let logger: Logger

    func skipped(_ rows: [SkippedRow], of list: String, in channel: Channel) {
        logger.warning(
            "rows of a list could not be read",
            metadata: [
                "channel": "\(channel.slug)", "list": "\(list)", "rows": "\(rows.count)",
                "first": "\(rows[0].key ?? "?")",
                "reason": "\(rows[0].reason)",
            ])
    }
}
