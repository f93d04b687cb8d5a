public import HTTPTypes

/// An error as clients see it: `application/problem+json` (RFC 9457).
public struct Problem: Error, Sendable, Hashable {
    /// The status, 4xx or 5xx.
    public var status: HTTPResponse.Status
    /// What went wrong, for programs: stable, in snake case, such as `body_too_large`.
    public var code: String
    /// What went wrong, for people: the same for every problem of this code.
    public var title: String
    /// What went wrong this time; never holds a secret, SQL or a stack.
    public var detail: String?
    /// What is wrong with the single fields of the request; at most ``maximumErrors``.
    public let errors: [FieldError]
    /// What a tracker said, when it was the tracker that failed.
    public var downstream: Downstream?
    /// Header fields of the response, such as `Retry-After`.
    public var headers: HTTPFields

    /// How many errors a problem lists, and how many are looked for: nobody mends more at a time, and a body of a megabyte can hold some
    /// hundred thousand of them, for which it would be answered with many times its own length.
    public static let maximumErrors = 100

    /// What is wrong with one field of the request.
    public struct FieldError: Sendable, Hashable {
        /// A JSON pointer into the body (RFC 6901), such as `/title`, or the name of a parameter.
        public var pointer: String
        /// What is wrong.
        public var detail: String

        /// Makes a field error.
        public init(pointer: String, detail: String) {
            self.pointer = pointer
            self.detail = detail
        }

        fileprivate var shortened: FieldError {
            guard pointer.utf8.count > Problem.maximumPointer, pointer.count > Problem.maximumPointer else { return self }
            return FieldError(pointer: pointer.prefix(Problem.maximumPointer) + "…", detail: detail)
        }
    }

    /// The longest pointer that is repeated, in characters: names of unknown members may be as long as the body.
    private static let maximumPointer = 500

    /// What a tracker said.
    public struct Downstream: Sendable, Hashable {
        /// The kind of tracker, such as `github`.
        public var tracker: String
        /// The status that it answered; nil when there was no answer.
        public var status: Int?
        /// Its message; nil when it gave none.
        public var message: String?
        /// After how many seconds it may be asked again; nil when it did not say.
        public var retryAfter: Int?

        /// Makes a description of a tracker's answer.
        public init(tracker: String, status: Int? = nil, message: String? = nil, retryAfter: Int? = nil) {
            self.tracker = tracker
            self.status = status
            self.message = message
            self.retryAfter = retryAfter
        }
    }

    /// Makes a problem; without `title`, the status' reason phrase is the title. Of more than ``maximumErrors`` errors the first are kept.
    public init(
        _ status: HTTPResponse.Status, code: String, title: String? = nil, detail: String? = nil, errors: [FieldError] = [],
        downstream: Downstream? = nil, headers: HTTPFields = [:]
    ) {
        self.status = status
        self.code = code
        self.title = title ?? status.reasonPhrase
        self.detail = detail
        self.errors = errors.prefix(Self.maximumErrors).map(\.shortened)
        self.downstream = downstream
        self.headers = headers
    }
}
