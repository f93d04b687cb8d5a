import Documents
package import Models
package import Primitives
package import ServiceKit
import TrackerKit

/// Encodes a write for storage until its operation is performed, and decodes it again. It contains the body as it was
/// sent and `If-Match`, never credentials.
package enum OperationReader {
    /// Encodes a write.
    /// - Parameter template: The template version that the body was checked against. It is used even if the template
    ///   changes in the meantime.
    package static func stored(body: JSON?, precondition: Precondition, template: TemplateReference? = nil) -> JSON {
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

    /// Decodes a stored write in the same way as the original call.
    /// - Throws: 422 if a newer version of the gateway no longer accepts the body.
    static func read(_ operation: Operation) throws -> OperationWork {
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
