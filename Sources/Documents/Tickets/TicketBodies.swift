package import Primitives
package import TrackerKit

/// Bodies of requests that do not arrive over HTTP, such as those that actions of rules produce. They are decoded in
/// the same way as those of API calls.
extension TicketCreation {
    /// Decodes a `TicketCreate`.
    /// - Throws: The failure with all errors.
    package init(reading body: JSON) throws {
        var reader = BodyReader(fields: body.objectValue ?? [:])
        let creation = reader.ticketCreation(idempotencyKey: nil)
        self = try reader.finish(creation)
    }
}

extension TicketPatch {
    /// Decodes a `TicketPatch`.
    /// - Throws: The failure with all errors.
    package init(reading body: JSON) throws {
        var reader = BodyReader(fields: body.objectValue ?? [:])
        let patch = reader.ticketPatch()
        try reader.finish()
        self = patch
    }
}

extension CommentDraft {
    /// Decodes a `CommentCreate`.
    /// - Throws: The failure with all errors.
    package init(reading body: JSON) throws {
        var reader = BodyReader(fields: body.objectValue ?? [:])
        let draft = reader.commentDraft()
        self = try reader.finish(draft)
    }
}
