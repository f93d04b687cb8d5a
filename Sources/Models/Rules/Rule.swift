package import Primitives

/// What the gateway does by itself when something happens. Row of the table `rule`.
package struct Rule: Sendable, Hashable {
    /// Tells rules apart.
    package typealias ID = Identifier<Rule>

    /// Its identifier.
    package var id: ID
    /// Its name in addresses and files.
    package var slug: String
    /// Its name for people.
    package var name: String
    /// What it is for.
    package var description: String?
    /// Whether it is asked at all.
    package var enabled: Bool
    /// Its place among the rules: the lowest is asked first.
    package var order: Int
    /// On what, on which condition, and what to do: `on`, `channels`, `if`, `do`, `limit`, `stop`, `on_rule_effects`.
    package var definition: JSON
    /// The slugs of the only channels that it may know of; nil for all. As whoever last said what it does.
    package var channels: Set<String>?
    /// Whether it may know of confidential tickets. As whoever last said what it does.
    package var confidential: Bool
    /// Who said last what it does, as in `Principal.authorKey`; nil where that is not known.
    package var author: String?
    /// What they may do today.
    package var authorRights = AuthorRights.unknown
    /// Why the gateway itself turned it off.
    package var disabledReason: String?
    /// When it did.
    package var disabledAt: Timestamp?
    /// Since when it has been off, once it was on; nil while it is on.
    package var offSince: Timestamp?
    /// What it missed when it was last off; nil for nothing.
    package var missed: Missed?
    /// When it was made.
    package var createdAt: Timestamp
    /// When it was last changed.
    package var updatedAt: Timestamp
    /// Changes with every change; never repeats.
    package var revision: Int64

    /// Makes a new rule; the rest is set after.
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

    /// What it may know of and do today: what it was given, as far as its author still has it.
    package var rights: ActingRights { ActingRights(channels: channels, confidential: confidential, of: authorRights) }

    /// What a rule missed while it was off.
    package struct Missed: Sendable, Hashable {
        /// Since when it was off.
        package var from: Timestamp
        /// When it was turned on again.
        package var to: Timestamp
        /// How many events of that time it would have been asked about.
        package var events: Int

        /// Describes it.
        package init(from: Timestamp, to: Timestamp, events: Int) {
            self.from = from
            self.to = to
            self.events = events
        }
    }

    /// How rules are asked: by their order, those of one by their slugs.
    package static func isAskedBefore(_ left: Rule, _ right: Rule) -> Bool {
        (left.order, left.slug) < (right.order, right.slug)
    }
}
