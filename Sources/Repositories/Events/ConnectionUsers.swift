import Models
import Postgres

/// Who can see events of a connection: readers that can see a channel that currently uses it, as for the connection
/// itself.
enum ConnectionUsers {
    /// The name of ``slugs`` in a row.
    static let column = "connection_users"

    /// The slugs of the channels that use the connection of an `event`; empty for an event of a channel, or of neither.
    static let slugs: SQL = """
        CASE WHEN event.channel_id IS NULL AND event.connection_id IS NOT NULL
            THEN ARRAY(SELECT used.slug FROM channel used WHERE used.connection_id = event.connection_id ORDER BY used.slug)
            ELSE '{}'::text[] END AS connection_users
        """

    /// Whether an event belongs to one of these channels or, if it has no channel, to a connection that one of them
    /// uses.
    /// - Parameters:
    ///   - event: The alias of `event`.
    ///   - channel: The alias of its channel.
    static func condition(_ channels: Set<String>, event: String, channel: String) -> SQL {
        let slugs = channels.sorted()
        return """
            (\(unsafeSQL: channel).slug = ANY(\(slugs)) OR \(unsafeSQL: event).channel_id IS NULL AND EXISTS (
                SELECT FROM channel used
                WHERE used.connection_id = \(unsafeSQL: event).connection_id AND used.slug = ANY(\(slugs))))
            """
    }
}
