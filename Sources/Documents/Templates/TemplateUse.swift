package import Primitives

/// A caller's use of a template to create a ticket.
package struct TemplateUse: Sendable, Hashable {
    package var slug: String
    /// The version; nil for the latest.
    package var version: Int?
    /// The values of the template's variables.
    package var variables: [String: JSON]
    /// The fields that the caller sets in addition to the template. They override the template's.
    package var named: Set<String>
    /// Set if the values of the variables come from an event rather than the caller. They are then made inert (no
    /// commands or mentions) and truncated to what the tracker accepts.
    package var carried: Carried?

    /// The source of variables that a rule fills in from an event.
    package struct Carried: Sendable, Hashable {
        /// The URL or name of the ticket that the event is about.
        package var source: String?

        package init(source: String? = nil) { self.source = source }
    }

    package init(slug: String, version: Int? = nil, variables: [String: JSON] = [:], named: Set<String> = []) {
        self.slug = slug
        self.version = version
        self.variables = variables
        self.named = named
    }
}
