package import Models
package import Postgres
import Primitives
import Repositories
package import ServiceKit
package import TrackerKit

extension TrackerProvider {
    /// Takes up a connection that this process has just changed: every call that begins from now on uses its new
    /// credentials and address.
    func renew(_ connection: Connection) {
        // What cannot be used, such as credentials under a lost key, is read again and refused by the call that needs
        // it.
        if (try? tracker(for: connection)) == nil { doubt(connection.id) }
    }

    /// The adapter of a channel's connection as the database has it at this moment, for a call that leaves something at
    /// the tracker: another process may have changed the connection less than ``recheckAfter`` ago.
    package func currentTracker(for channel: Channel, context: CallContext? = nil) async throws -> any IssueTracker {
        doubt(channel.connectionID)
        guard let context else { return try await tracker(for: channel) }
        return try await tracker(for: channel, context: context)
    }

    /// Doubts connections as the database reports their changes by other processes; returns when the stream ends.
    /// Without the news, a change is seen after ``recheckAfter``.
    package func followChanges(in database: PostgresClient) async {
        for await notification in database.notifications(on: ConnectionRepository.notificationChannel) {
            switch notification {
            case .message(let payload): if let id = Connection.ID(payload) { doubt(id) }
            case .reconnected: doubt(nil)
            }
        }
    }
}
