public import HTTPKit
import HTTPTypes
public import Models
public import TrackerKit

extension Problem {
    /// 422 for bad input; every error at once, up to ``maximumErrors``.
    public static func invalid(_ errors: [FieldError]) -> Problem {
        let title =
            switch errors.count {
            case 1: "One field can't be used."
            case ...maximumErrors: "\(errors.count) fields can't be used."
            default: "More than \(maximumErrors) fields can't be used; these are the first."
            }
        return Problem(.unprocessableContent, code: "invalid_request", detail: title, errors: errors)
    }

    /// 403 that names the scope that the caller lacks.
    public static func missingScope(_ scope: Scope) -> Problem {
        Problem(.forbidden, code: "missing_scope", detail: "This needs the scope \(scope.rawValue).")
    }

    /// 403 for what a caller who is restricted to channels may not do, although its scopes would allow it.
    public static func restricted(_ detail: String) -> Problem {
        Problem(.forbidden, code: "forbidden", detail: detail)
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
