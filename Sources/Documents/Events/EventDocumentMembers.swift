package import Models
package import Primitives
package import TrackerKit

/// The members of an event document, which the conditions of rules and subscriptions evaluate, and which texts show.
///
/// `EventDocument` fills it; `EventShapes.documents` derives from the same members which paths a document can have, so
/// that a name that cannot exist is reported when a rule is saved.
package struct EventDocumentMembers: Sendable {
    package var event: JSON
    /// The ticket; null if there is none.
    package var ticket: JSON
    /// The comment; null if there is none.
    package var comment: JSON
    package var changes: JSON
    /// Who caused the event; null if unknown.
    package var actor: JSON
    /// The channel; null for events that belong to none.
    package var channel: JSON
    /// The connection; null for events that belong to none.
    package var connection: JSON

    package init(
        event: JSON, ticket: JSON, comment: JSON, changes: JSON, actor: JSON, channel: JSON, connection: JSON
    ) {
        self.event = event
        self.ticket = ticket
        self.comment = comment
        self.changes = changes
        self.actor = actor
        self.channel = channel
        self.connection = connection
    }

    /// The document.
    package var json: JSON {
        [
            "event": event, "ticket": ticket, "comment": comment, "changes": changes, "actor": actor,
            "channel": channel, "connection": connection,
        ]
    }

    /// The channel's part of the document.
    package static func channel(_ channel: Channel) -> JSON {
        [
            "slug": .string(channel.slug), "title": .string(channel.title), "path": .string(channel.path),
            "url": JSON(channel.url),
        ]
    }

    /// The connection's part of the document.
    package static func connection(slug: String, tracker: TrackerKind) -> JSON {
        ["slug": .string(slug), "tracker": .string(tracker.rawValue)]
    }
}
