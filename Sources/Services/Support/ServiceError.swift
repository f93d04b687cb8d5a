public import HTTPKit
import HTTPTypes
public import Models
public import TrackerKit

/// Why a use case could not be carried out.
public enum ServiceError: Error, Sendable {
    /// There is no such thing, or the caller may not know of it. The text names the kind of thing: `ticket`.
    case notFound(String)
    /// The caller lacks a scope.
    case forbidden(Scope)
    /// Values that can't be used; all of them at once.
    case invalid([Problem.FieldError])
    /// Something has this name or state already.
    case conflict(detail: String, code: String = "conflict")
    /// The object is no longer what `If-Match` says.
    case preconditionFailed
    /// A tracker failed.
    /// - `tracker`: its kind, such as `github`.
    case tracker(TrackerError, tracker: String)
    /// The tracker can't do what was asked.
    case capabilityMissing(Capability, tracker: String)
    /// The gateway can't do it now; come back after so long.
    case unavailable(detail: String, code: String, retryAfter: Duration)
}

extension ServiceError {
    /// One bad field.
    /// - Parameters:
    ///   - pointer: `/title` in the body, `?limit` in the query, a header by its name.
    ///   - detail: What is wrong with it.
    public static func invalid(_ pointer: String, _ detail: String) -> ServiceError {
        .invalid([Problem.FieldError(pointer: pointer, detail: detail)])
    }
}

extension ServiceError: ProblemConvertible {
    /// What the client is told.
    public var problem: Problem {
        switch self {
        case .notFound(let what):
            Problem(.notFound, code: "not_found", detail: "There is no such \(what).")
        case .forbidden(let scope):
            Problem.missingScope(scope)
        case .invalid(let errors):
            Problem.invalid(errors)
        case .conflict(let detail, let code):
            Problem(.conflict, code: code, detail: detail)
        case .preconditionFailed:
            Problem(
                .preconditionFailed, code: "precondition_failed", detail: "The object has changed since the version that If-Match names.")
        case .tracker(let error, let tracker):
            error.problem(tracker: tracker)
        case .capabilityMissing(let capability, let tracker):
            Problem.capabilityMissing(capability, tracker: tracker)
        case .unavailable(let detail, let code, let retryAfter):
            Problem(.serviceUnavailable, code: code, detail: detail, headers: [.retryAfter: retryAfter.retryAfterValue])
        }
    }
}
