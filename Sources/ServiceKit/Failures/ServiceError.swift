package import Models
package import Primitives
package import TrackerKit

/// Why a use case could not be carried out.
package enum ServiceError: Error, Sendable {
    /// There is no such thing, or the caller may not know of it. The text names the kind of thing: `ticket`.
    case notFound(String)
    /// The caller lacks a scope.
    case forbidden(Scope)
    /// Values that can't be used; all of them at once.
    case invalid([FieldError])
    /// Something has this name or state already.
    case conflict(detail: String, code: Failure.Code = .conflict)
    /// The object is no longer what `If-Match` says.
    case preconditionFailed
    /// A tracker failed.
    /// - `tracker`: its kind, such as `github`.
    case tracker(TrackerError, tracker: String)
    /// The tracker can't do what was asked.
    case capabilityMissing(Capability, tracker: String)
    /// The gateway can't do it now; come back after so long.
    case unavailable(detail: String, code: Failure.Code, retryAfter: Duration)
}

extension ServiceError {
    /// One bad field.
    /// - Parameters:
    ///   - pointer: `/title` in the body, `?limit` in the query, a header by its name.
    ///   - detail: What is wrong with it.
    package static func invalid(_ pointer: String, _ detail: String) -> ServiceError {
        .invalid([FieldError(pointer: pointer, detail: detail)])
    }

    /// The slug of an object that is to be stored belongs to another object already.
    /// - Parameter type: The type of the object, such as `rule`.
    package static func slugTaken(_ type: String) -> ServiceError {
        .conflict(detail: "A \(type) with this slug already exists.", code: .slugTaken)
    }
}

extension ServiceError: FailureConvertible {
    /// The error as callers see it.
    package var failure: Failure {
        switch self {
        case .notFound(let what): Failure(.notFound, detail: "There is no such \(what).")
        case .forbidden(let scope): .missingScope(scope)
        case .invalid(let errors): .invalid(errors)
        case .conflict(let detail, let code): Failure(code, detail: detail)
        case .preconditionFailed:
            Failure(.preconditionFailed, detail: "The object has changed since the version in If-Match.")
        case .tracker(let error, let tracker): error.failure(tracker: tracker)
        case .capabilityMissing(let capability, let tracker): .capabilityMissing(capability, tracker: tracker)
        case .unavailable(let detail, let code, let retryAfter):
            Failure(code, detail: detail, retryAfter: retryAfter.retryAfterSeconds)
        }
    }
}
