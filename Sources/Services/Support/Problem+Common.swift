public import HTTPKit
import HTTPTypes
public import Models
public import TrackerKit

extension Problem {
    /// 422 for bad input; every error at once.
    public static func invalid(_ errors: [FieldError]) -> Problem {
        let title = errors.count == 1 ? "One field can't be used." : "\(errors.count) fields can't be used."
        return Problem(.unprocessableContent, code: "invalid_request", detail: title, errors: errors)
    }

    /// 403 that names the scope that the caller lacks.
    public static func missingScope(_ scope: Scope) -> Problem {
        Problem(.forbidden, code: "missing_scope", detail: "This needs the scope \(scope.rawValue).")
    }

    /// 422 for what a tracker can't do; names the capability.
    public static func capabilityMissing(_ capability: Capability, tracker: String) -> Problem {
        Problem(
            .unprocessableContent, code: "capability_missing", detail: "The tracker \(tracker) can't do this: \(capability.rawValue).")
    }
}

extension Duration {
    /// The value of `Retry-After`: whole seconds, at least one (RFC 9110, section 10.2.3).
    public var retryAfterValue: String { String(retryAfterSeconds) }

    /// Whole seconds, rounded up, at least one.
    public var retryAfterSeconds: Int {
        let (seconds, attoseconds) = components
        return max(1, Int(seconds) + (attoseconds > 0 ? 1 : 0))
    }
}
