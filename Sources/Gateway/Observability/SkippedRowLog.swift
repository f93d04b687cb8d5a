import Logging
import Models
import Tickets
import TrackerKit

/// Logs the rows of a tracker's list that could not be read: one line for each reading, with the first of them.
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
