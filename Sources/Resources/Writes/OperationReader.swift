package import Models
import Primitives
import ServiceKit
package import Tickets
import TrackerKit

/// A write as it is stored until it is done, and read again: its body as it was sent, and `If-Match`. Texts and
/// conditions, never credentials.
package enum OperationReader {
    /// A write as it is stored.
    /// - Parameter template: the version that the body was checked by: the one that counts, whatever becomes of the
    ///   template meanwhile.
    static func stored(body: JSON?, precondition: Precondition, template: TemplateReference? = nil) -> JSON {
        var body = body
        if let template, case .object(var fields) = body {
            fields["template_version"] = JSON(template.version)
            body = .object(fields)
        }
        var stored: [String: JSON] = ["body": body ?? .null]
        switch precondition {
        case .none: break
        case .exists: stored["if_match"] = "*"
        case .oneOf(let tags): stored["if_match"] = JSON(tags.map(\.opaque).sorted())
        }
        return .object(stored)
    }

    /// Reads a stored write just as the call was read.
    /// - Throws: 422 when a newer version of the gateway no longer takes such a body.
    package static func read(_ operation: Operation) throws -> OperationWork {
        let request = operation.request ?? .null
        let precondition = precondition(request["if_match"])
        var body = BodyReader(fields: request["body"]?.objectValue ?? [:])
        let key = operation.ticketKey ?? ""
        switch operation.kind {
        case .createTicket:
            let asked = body.ticketCreation(idempotencyKey: nil)
            return .createTicket(try body.finish(asked))
        case .updateTicket:
            let patch = body.ticketPatch()
            try body.finish()
            return .updateTicket(key: key, patch, precondition)
        case .deleteTicket: return .deleteTicket(key: key, precondition)
        case .createComment:
            let asked = body.commentDraft()
            return .createComment(key: key, try body.finish(asked))
        case .updateComment:
            let text = body.commentText()
            return .updateComment(key: key, try comment(operation), body: try body.finish(text), precondition)
        case .deleteComment: return .deleteComment(key: key, try comment(operation), precondition)
        }
    }

    private static func precondition(_ json: JSON?) -> Precondition {
        if let tags = json?.arrayValue { return .oneOf(Set(tags.compactMap(\.stringValue).map(ETag.init(opaque:)))) }
        return json == "*" ? .exists : .none
    }

    private static func comment(_ operation: Operation) throws -> Comment.ID {
        guard let id = operation.commentID else { throw ServiceError.notFound("comment") }
        return id
    }
}
