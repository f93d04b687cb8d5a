package import Models
package import Primitives
package import TrackerKit

/// The reason why a use case failed.
package enum ServiceError: Error, Sendable {
    /// The object does not exist, or the caller may not see it.
    case notFound(MissingObject)
    /// The caller lacks a scope.
    case forbidden(Scope)
    /// All invalid fields at once.
    case invalid([FieldError])
    /// The name is in use, or the state of the object does not allow the change.
    case conflict(detail: String, code: Failure.Code = .conflict)
    /// The object's tag no longer matches `If-Match`.
    case preconditionFailed
    /// A call to a tracker failed. `tracker` is its kind, such as `github`, and `connection` the slug of the connection.
    case tracker(TrackerError, tracker: String, connection: String? = nil)
    /// The tracker does not support the capability.
    case capabilityMissing(Capability, tracker: String)
    /// The gateway cannot do this now; the caller may retry after `retryAfter`.
    case unavailable(detail: String, code: Failure.Code, retryAfter: Duration)
}

extension ServiceError {
    /// Creates the error for a single invalid field.
    /// - Parameters:
    ///   - pointer: `/title` in the body, `?limit` in the query; for a header, its name.
    ///   - detail: What is wrong with the value.
    package static func invalid(_ pointer: String, _ detail: String) -> ServiceError {
        .invalid([FieldError(pointer: pointer, detail: detail)])
    }

    /// The slug is already used by another object.
    /// - Parameter type: The kind of object, such as `rule`.
    package static func slugTaken(_ type: String) -> ServiceError {
        .conflict(
            detail: "A \(type) with this slug already exists. Choose another slug, or update the existing \(type).",
            code: .slugTaken)
    }
}

extension ServiceError: FailureConvertible {
    package var failure: Failure {
        switch self {
        case .notFound(let missing): Failure(.notFound, detail: missing.sentence)
        case .forbidden(let scope): .missingScope(scope)
        case .invalid(let errors): .invalid(errors)
        case .conflict(let detail, let code): Failure(code, detail: detail)
        case .preconditionFailed:
            Failure(
                .preconditionFailed,
                detail: "The object has changed since the version in If-Match. Read it again, and repeat the request "
                    + "with its current ETag.")
        case .tracker(let error, let tracker, let connection): error.failure(tracker: tracker, connection: connection)
        case .capabilityMissing(let capability, let tracker): .capabilityMissing(capability, tracker: tracker)
        case .unavailable(let detail, let code, let retryAfter):
            Failure(code, detail: detail, retryAfter: retryAfter.retryAfterSeconds)
        }
    }
}
