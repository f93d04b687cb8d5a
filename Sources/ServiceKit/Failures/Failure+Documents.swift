import HTTPKit
import HTTPTypes
package import Primitives

/// The JSON form in which operations and rule runs store failures, the same as in the synchronous response. It contains
/// the numeric status so that every version of the gateway can read what another version wrote; nothing is decided by
/// that number.
extension Failure {
    /// One line for logs, lists and states: the detail, with the invalid fields. Their values are not quoted, because
    /// readers of the line need not have access to them.
    package var explanation: String {
        let text = detail ?? code.title
        guard !errors.isEmpty else { return text }
        let fields = errors.map { $0.pointer.isEmpty ? "(body)" : $0.pointer }
        return "\(text.hasSuffix(".") ? String(text.dropLast()) : text): \(fields.joined(separator: ", "))"
    }

    /// The problem document that a synchronous call would have received. Stored by operations.
    package func storedDocument(requestID: String, timestamp: Timestamp) -> JSON {
        json(requestID: requestID, timestamp: timestamp)
    }

    /// The members of the problem document that a rule's action stores in its run.
    package var ruleDocument: JSON {
        let errors = errors.map { JSON.object(["pointer": .string($0.pointer), "detail": .string($0.detail)]) }
        return [
            "status": JSON(code.status.code), "code": .string(code.rawValue), "title": .string(code.title),
            "detail": JSON(detail),
            "errors": .array(errors),
        ]
    }
}
