/// Why something could not be done: what callers, jobs, operations and rules decide by, whatever protocol the request
/// came over.
package struct Failure: Error, Sendable, Hashable {
    /// What went wrong, for programs.
    package let code: Code
    /// What the failure means for whoever asked: ``Code/kind``, except where one code covers failures of two kinds.
    package let kind: Kind
    /// What went wrong this time, for people; never contains a secret, SQL or a stack trace.
    package var detail: String?
    /// What is wrong with single values of the request; at most ``maximumErrors``.
    package let errors: [FieldError]
    /// What a tracker answered, when the failure is the tracker's.
    package var upstream: Upstream?
    /// After how many seconds another attempt may succeed; nil when nobody knows, or when waiting does not help.
    package var retryAfter: Int?

    /// How many errors a failure lists, and how many are looked for: nobody corrects more at a time, and a body of one
    /// megabyte can contain several hundred thousand of them, for which the answer would be many times as long as the
    /// request.
    package static let maximumErrors = 100

    /// Describes a failure. Of more than ``maximumErrors`` errors the first are kept.
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
    /// Values that can't be used; all of them at once, of which up to ``maximumErrors`` are listed.
    package static func invalid(_ errors: [FieldError]) -> Failure {
        let detail =
            switch errors.count {
            case 1: "One field can't be used."
            case ...maximumErrors: "\(errors.count) fields can't be used."
            default: "More than \(maximumErrors) fields can't be used; these are the first."
            }
        return Failure(.invalidRequest, detail: detail, errors: errors)
    }

    /// An error that is none of the caller's business.
    package static let internalError = Failure(
        .internalError, detail: "An unexpected error happened; the log has it under this request id.")
}

/// An error that knows how to be shown to the caller.
package protocol FailureConvertible: Error {
    /// The error as the caller sees it.
    var failure: Failure { get }
}

extension Failure: FailureConvertible {
    /// The failure itself.
    package var failure: Failure { self }
}
