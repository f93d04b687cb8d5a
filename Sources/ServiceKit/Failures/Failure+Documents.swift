import HTTPKit
import HTTPTypes
package import Primitives

/// Failures as operations and runs of rules store them: as the synchronous call would have been answered. Stored
/// documents contain the number of the status, so that every version of the gateway reads what another one has written;
/// nothing is decided by it.
extension Failure {
    /// The problem document that a call would have been answered with, as an operation stores it.
    package func storedDocument(requestID: String, timestamp: Timestamp) -> JSON {
        (try? JSON(parsing: document(requestID: requestID, timestamp: timestamp))) ?? .null
    }

    /// The members of the problem document that an action of a run stores.
    package var ruleDocument: JSON {
        let errors = errors.map { JSON.object(["pointer": .string($0.pointer), "detail": .string($0.detail)]) }
        return [
            "status": JSON(code.status.code), "code": .string(code.rawValue), "title": .string(code.title),
            "detail": JSON(detail),
            "errors": .array(errors),
        ]
    }
}
