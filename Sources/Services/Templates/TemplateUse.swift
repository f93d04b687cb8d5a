public import Models
public import Primitives
public import TrackerKit

/// A template that a caller makes a ticket from.
public struct TemplateUse: Sendable, Hashable {
    /// The template's slug.
    public var slug: String
    /// The version; nil for the latest.
    public var version: Int?
    /// What is filled in.
    public var variables: [String: JSON]
    /// The fields that the caller names beside it: they win over the template's.
    public var named: Set<String>
    /// Where the variables' values come from, when that is not the caller: they are made inert, and cut to what the tracker takes.
    var carried: Carried?

    /// What a rule fills in from an event.
    struct Carried: Sendable, Hashable {
        /// The address or name of the ticket that the event is about.
        var source: String?
    }

    /// Names a template.
    public init(slug: String, version: Int? = nil, variables: [String: JSON] = [:], named: Set<String> = []) {
        self.slug = slug
        self.version = version
        self.variables = variables
        self.named = named
    }
}

/// A ticket as a template makes it.
public struct TemplatedTicket: Sendable {
    /// The version that it comes from.
    public var template: TemplateReference
    /// The ticket; its title is empty where the template leaves that to the caller.
    public var draft: TicketDraft
    /// What the template asks for and the tracker has no place for, by the names of the API's fields.
    public var omitted: [String] = []
}
