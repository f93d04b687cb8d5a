import Primitives
package import Rules
import TrackerKit

extension RuleBodies {
    /// Decodes the bodies that actions produce in the same way as those of API calls.
    package static let ofCalls = RuleBodies(
        creation: { json in
            var body = BodyReader(fields: json.objectValue ?? [:])
            let asked = body.ticketCreation(idempotencyKey: nil)
            return try body.finish(asked)
        },
        patch: { json in
            var body = BodyReader(fields: json.objectValue ?? [:])
            let patch = body.ticketPatch()
            try body.finish()
            return patch
        },
        comment: { json in
            var body = BodyReader(fields: json.objectValue ?? [:])
            let asked = body.commentDraft()
            return try body.finish(asked)
        })
}
