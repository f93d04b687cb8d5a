package import Models
package import Primitives
package import TrackerKit

/// A template that a caller makes a ticket from.
package struct TemplateUse: Sendable, Hashable {
    /// The template's slug.
    package var slug: String
    /// The version; nil for the latest.
    package var version: Int?
    /// What is filled in.
    package var variables: [String: JSON]
    /// The fields that the caller names beside it: they win over the template's.
    package var named: Set<String>
    /// Where the variables' values come from, when that is not the caller: they are made inert, and cut to what the
    /// tracker takes.
    package var carried: Carried?

    /// What a rule fills in from an event.
    package struct Carried: Sendable, Hashable {
        /// The address or name of the ticket that the event is about.
        package var source: String?

        package init(source: String? = nil) { self.source = source }
    }

    /// Names a template.
    package init(slug: String, version: Int? = nil, variables: [String: JSON] = [:], named: Set<String> = []) {
        self.slug = slug
        self.version = version
        self.variables = variables
        self.named = named
    }
}

/// A ticket as a template makes it.
package struct TemplatedTicket: Sendable {
    /// The version that it comes from.
    package var template: TemplateReference
    /// The ticket; its title is empty where the template leaves that to the caller.
    package var draft: TicketDraft
    /// What the template asks for and the tracker has no place for, by the names of the API's fields.
    package var omitted: [String] = []
}
