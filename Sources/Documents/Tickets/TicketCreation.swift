package import TrackerKit

/// A request to create a ticket.
package struct TicketCreation: Sendable, Hashable {
    package var draft: TicketDraft
    /// The caller's `Idempotency-Key`. If the response of a creation is lost, repeating it with the same key finds the
    /// ticket that the first call created.
    package var idempotencyKey: String?
    /// The template to create the ticket from, if any. It provides the fields that the draft does not set.
    package var template: TemplateUse?

    package init(_ draft: TicketDraft, idempotencyKey: String? = nil, template: TemplateUse? = nil) {
        self.draft = draft
        self.idempotencyKey = idempotencyKey
        self.template = template
    }
}
