package import Models
package import Postgres
import Primitives
import Repositories
package import ServiceKit
package import TrackerKit

extension TrackerProvider {
    /// Applies a change that this process just made to a connection: every call that starts from now on uses its new
    /// credentials and address.
    func renew(_ connection: Connection) {
        // A connection that cannot be used, for example because its encryption key is missing, is read again by the
        // next call, which reports the error.
        if (try? tracker(for: connection)) == nil { invalidate(connection.id) }
    }

    /// The adapter of a channel's connection, read from the database now, for calls that create something at the
    /// tracker: another process may have changed the connection within the last ``recheckAfter``.
    package func currentTracker(for channel: Channel, context: CallContext? = nil) async throws -> any IssueTracker {
        invalidate(channel.connectionID)
        guard let context else { return try await tracker(for: channel) }
        return try await tracker(for: channel, context: context)
    }

    /// Invalidates cached adapters when the database announces changes by other processes; returns when the stream
    /// ends. If a notification is lost, the change is noticed after ``recheckAfter``.
    package func followChanges(in database: PostgresClient) async {
        for await notification in database.notifications(on: ConnectionRepository.notificationChannel) {
            switch notification {
            case .message(let payload): if let id = Connection.ID(payload) { invalidate(id) }
            case .reconnected: invalidate(nil)
            }
        }
    }
}
