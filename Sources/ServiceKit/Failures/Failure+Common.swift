package import Models
package import Primitives
package import TrackerKit

extension Failure {
    /// The caller lacks a scope.
    package static func missingScope(_ scope: Scope) -> Failure {
        Failure(.missingScope, detail: "This requires the scope \(scope.rawValue).")
    }

    /// The caller is restricted to channels, which rules this out although its scopes would allow it.
    package static func restricted(_ detail: String) -> Failure { Failure(.forbidden, detail: detail) }

    /// The tracker does not support the capability.
    package static func capabilityMissing(_ capability: Capability, tracker: String) -> Failure {
        Failure(.capabilityMissing, detail: "The tracker \(tracker) can't do this: \(capability.rawValue).")
    }
}

extension Duration {
    /// The value of `Retry-After`: whole seconds, rounded up, at least 1.
    package var retryAfterSeconds: Int {
        let (seconds, attoseconds) = components
        return max(1, Int(seconds) + (attoseconds > 0 ? 1 : 0))
    }
}
