import Primitives
import TrackerKit

extension GlitchTip {
    /// Converts statuses from and to the API's words ([update an
    /// issue](https://docs.sentry.io/api/events/update-an-issue/); GlitchTip rejects other words with 422).
    enum Status {
        /// Converts an issue's status to the gateway's model.
        static func status(of issue: Issue) -> (status: TicketStatus, resolution: Resolution?) {
            switch issue.status {
            case "unresolved", "reprocessing": (.open, nil)
            case "resolved", "resolvedInNextRelease": (.done, .completed)
            case "ignored", "muted", "archived": (.ignored, .notPlanned)
            default: (.unknown, nil)
            }
        }

        /// The server's status with its details: `ignored (archived_until_escalating)`.
        static func raw(_ issue: Issue) -> RawStatus {
            let details = issue.statusDetails.filter { !$0.value.isNull && $0.value != false }.keys.sorted()
            let more = ([issue.substatus].compactMap { $0 } + details).map { String($0.prefix(60)) }.prefix(4)
            return RawStatus(
                id: issue.status,
                name: more.isEmpty ? issue.status : "\(issue.status) (\(more.joined(separator: ", ")))")
        }

        /// The word to send for a change of status.
        /// - Throws: ``TrackerError/invalid(_:_:)`` for a status that the server does not have.
        static func word(for change: StatusChange, _ dialect: Dialect) throws(TrackerError) -> String {
            switch change {
            case .status(.open, _): return "unresolved"
            case .status(.done, _): return "resolved"
            case .status(.ignored, _): return "ignored"
            case .status: throw .invalid("/status", "\(dialect.name) supports only open, done and ignored")
            case .raw(let id):
                let words =
                    ["unresolved", "resolved", "ignored"] + (dialect == .sentry ? ["resolvedInNextRelease"] : [])
                guard words.contains(id) else {
                    throw .invalid("/status_raw/id", UnknownWord.detail(.string(id), among: words))
                }
                return id
            }
        }
    }
}
