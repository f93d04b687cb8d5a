public import Models
public import Primitives
public import TrackerKit

extension Failure {
    /// The scope that the caller lacks.
    public static func missingScope(_ scope: Scope) -> Failure {
        Failure(.missingScope, detail: "This needs the scope \(scope.rawValue).")
    }

    /// What a caller who is restricted to channels may not do, although its scopes would allow it.
    public static func restricted(_ detail: String) -> Failure { Failure(.forbidden, detail: detail) }

    /// What a tracker can't do; names the capability.
    public static func capabilityMissing(_ capability: Capability, tracker: String) -> Failure {
        Failure(.capabilityMissing, detail: "The tracker \(tracker) can't do this: \(capability.rawValue).")
    }
}

extension Duration {
    /// Whole seconds, rounded up, at least one.
    public var retryAfterSeconds: Int {
        let (seconds, attoseconds) = components
        return max(1, Int(seconds) + (attoseconds > 0 ? 1 : 0))
    }
}
