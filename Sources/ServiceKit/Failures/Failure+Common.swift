package import Models
package import Primitives
package import TrackerKit

extension Failure {
    /// The scope that the caller lacks.
    package static func missingScope(_ scope: Scope) -> Failure {
        Failure(.missingScope, detail: "This requires the scope \(scope.rawValue).")
    }

    /// What a caller who is restricted to channels may not do, although its scopes would allow it.
    package static func restricted(_ detail: String) -> Failure { Failure(.forbidden, detail: detail) }

    /// What a tracker can't do; names the capability.
    package static func capabilityMissing(_ capability: Capability, tracker: String) -> Failure {
        Failure(.capabilityMissing, detail: "The tracker \(tracker) can't do this: \(capability.rawValue).")
    }
}

extension Duration {
    /// Whole seconds, rounded up, at least one.
    package var retryAfterSeconds: Int {
        let (seconds, attoseconds) = components
        return max(1, Int(seconds) + (attoseconds > 0 ? 1 : 0))
    }
}
