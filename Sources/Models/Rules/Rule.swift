package import Primitives

/// An automation: the events that trigger it, a condition and actions. Row of the table `rule`.
package struct Rule: Sendable, Hashable {
    package typealias ID = Identifier<Rule>

    package var id: ID
    /// The name in URLs and files.
    package var slug: String
    /// The display name.
    package var name: String
    /// The rule's purpose.
    package var description: String?
    package var enabled: Bool
    /// The position among the rules: lower values are evaluated first.
    package var order: Int
    /// The events, condition and actions: `on`, `channels`, `if`, `do`, `limit`, `stop`, `on_rule_effects`.
    package var definition: JSON
    /// The slugs of the channels that its author was restricted to; nil for no restriction.
    package var channels: Set<String>?
    /// Whether its author could see confidential tickets.
    package var confidential: Bool
    /// The `Principal.authorKey` of the caller that last changed what it does; nil if unknown.
    package var author: String?
    /// The author's present rights.
    package var authorRights = AuthorRights.unknown
    /// Why the gateway disabled it.
    package var disabledReason: String?
    /// When the gateway disabled it.
    package var disabledAt: Timestamp?
    /// Since when it has been disabled, if it was enabled before; nil while it is enabled.
    package var offSince: Timestamp?
    /// The events that it missed while it was last disabled; nil if there were none.
    package var missed: Missed?
    package var createdAt: Timestamp
    package var updatedAt: Timestamp
    /// A new, unique number after every change.
    package var revision: Int64

    /// A new, enabled rule. Set the other fields afterwards.
    package init(id: ID, slug: String, name: String, definition: JSON, at now: Timestamp) {
        self.id = id
        self.slug = slug
        self.name = name
        enabled = true
        order = 0
        self.definition = definition
        confidential = false
        createdAt = now
        updatedAt = now
        revision = 0
    }

    /// Its present rights: those it was saved with, as far as its author still has them.
    package var rights: ActingRights { ActingRights(channels: channels, confidential: confidential, of: authorRights) }

    /// The events that a rule missed while it was disabled.
    package struct Missed: Sendable, Hashable {
        /// When it was disabled.
        package var from: Timestamp
        /// When it was enabled again.
        package var to: Timestamp
        /// The number of events in that time that it would have been evaluated for.
        package var events: Int
        /// How many of them were visible without `tickets:confidential`; nil if an earlier version counted them.
        package var publicEvents: Int?

        package init(from: Timestamp, to: Timestamp, events: Int, publicEvents: Int?) {
            self.from = from
            self.to = to
            self.events = events
            self.publicEvents = publicEvents
        }

        /// The record as a reader may see it; nil if it has no events that the reader may see, or if their number is
        /// unknown.
        package func shown(includingConfidential: Bool) -> Missed? {
            guard !includingConfidential else { return self }
            guard let visible = publicEvents, visible > 0 else { return nil }
            var shown = self
            shown.events = min(visible, events)
            return shown
        }
    }

    /// The order of evaluation: by `order`, then by slug.
    package static func isEvaluatedBefore(_ left: Rule, _ right: Rule) -> Bool {
        (left.order, left.slug) < (right.order, right.slug)
    }
}
