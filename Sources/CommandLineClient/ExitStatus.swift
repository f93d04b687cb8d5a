/// How a client command ends. The numbers are a promise to scripts (docs/cli.md); those from 64 on are BSD's
/// `sysexits.h`.
enum ExitStatus: Int32, CaseIterable, Sendable {
    /// It did what was asked.
    case done = 0
    /// The gateway failed, or answered something that cannot be read.
    case failed = 1
    /// `apply --dry-run --exit-code`: there is something to do.
    case different = 2
    /// There is no such thing, or the token may not know of it (404).
    case notFound = 3
    /// No token, a wrong one, or one without the scope (401, 403).
    case notAllowed = 4
    /// Somebody else was faster, or the name is taken (409, 412).
    case conflict = 5
    /// The gateway refused the input (400, 413, 415, 422), a file that was to be applied is wrong, or a tested rule has
    /// an unusable action.
    case invalidInput = 6
    /// The tracker or receiver behind the gateway failed (502, 504, a failed sync or verification, a test event that
    /// was not delivered).
    case trackerFailed = 7
    /// The command line is wrong.
    case usage = 64
    /// The gateway cannot be reached, or its database is away (503).
    case unavailable = 69
    /// Too many calls, or the tracker's budget is used up (429, 503 with `Retry-After`): the same command may succeed
    /// later.
    case tryLater = 75
    /// The client's own settings are wrong: the URL, a token file that others may read.
    case configuration = 78

    /// What an answer of the gateway means.
    /// - Parameters:
    ///   - status: the HTTP status, 400 or above.
    ///   - isDownstream: whether the problem names the tracker as its cause.
    ///   - mayTryLater: whether the answer has `Retry-After`.
    init(status: Int, isDownstream: Bool, mayTryLater: Bool) {
        self =
            switch status {
            case 401, 403: .notAllowed
            case 404, 410: .notFound
            case 409, 412, 428: .conflict
            case 429: .tryLater
            case 400..<500: .invalidInput
            case 502, 504: .trackerFailed
            case 503 where mayTryLater: .tryLater
            case 503: isDownstream ? .trackerFailed : .unavailable
            default: isDownstream ? .trackerFailed : .failed
            }
    }
}
