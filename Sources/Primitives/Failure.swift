/// An error that callers, jobs, operations and rules can act on, independent of the protocol of the request.
package struct Failure: Error, Sendable, Hashable {
    package let code: Code
    /// What the failure means for the caller: ``Code/kind``, unless overridden because one code covers failures of two
    /// kinds.
    package let kind: Kind
    /// A human-readable description of this failure; never contains a secret, SQL or a stack trace.
    package var detail: String?
    /// The invalid values of the request; at most ``maximumErrors``.
    package let errors: [FieldError]
    /// The tracker's response, if the tracker caused the failure.
    package var upstream: Upstream?
    /// The seconds after which another attempt may succeed; nil if unknown, or if waiting does not help.
    package var retryAfter: Int?

    /// The maximum number of errors that a failure lists, and after which validation stops. Nobody corrects more at a
    /// time, and a body of one megabyte can contain several hundred thousand errors, which would make the response many
    /// times as long as the request.
    package static let maximumErrors = 100

    /// Creates a failure, with only the first ``maximumErrors`` of `errors`.
    /// - Parameter kind: Overrides the kind of the code.
    package init(
        _ code: Code, kind: Kind? = nil, detail: String? = nil, errors: [FieldError] = [], upstream: Upstream? = nil,
        retryAfter: Int? = nil
    ) {
        self.code = code
        self.kind = kind ?? code.kind
        self.detail = detail
        self.errors = errors.prefix(Self.maximumErrors).map(\.shortened)
        self.upstream = upstream
        self.retryAfter = retryAfter
    }
}

extension Failure {
    /// The failure for invalid values: pass all errors, of which the first ``maximumErrors`` are listed.
    package static func invalid(_ errors: [FieldError]) -> Failure {
        let detail =
            switch errors.count {
            case 1: "1 field is invalid."
            case ...maximumErrors: "\(errors.count) fields are invalid."
            default: "More than \(maximumErrors) fields are invalid; these are the first."
            }
        return Failure(.invalidRequest, detail: detail, errors: errors)
    }

    /// An unexpected error, whose details are only logged.
    package static let internalError = Failure(
        .internalError, detail: "An unexpected error occurred. Search the log for this request id.")
}

/// An error that can be reported to the caller.
package protocol FailureConvertible: Error {
    /// The error as reported to the caller.
    var failure: Failure { get }
}

extension Failure: FailureConvertible {
    package var failure: Failure { self }
}
