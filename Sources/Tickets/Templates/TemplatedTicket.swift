package import Models
package import TrackerKit

/// A ticket rendered from a template.
package struct TemplatedTicket: Sendable {
    /// The version that it was rendered from.
    package var template: TemplateReference
    /// The draft. Its title is empty if the template leaves it to the caller.
    package var draft: TicketDraft
    /// Fields that the template sets but the tracker does not support, by their names in the API.
    package var omitted: [String] = []
}
