/// The exit status of a client command. The numbers are documented for scripts (docs/cli.md) and must not change; those
/// from 64 on are BSD's `sysexits.h`.
enum ExitStatus: Int32, CaseIterable, Sendable {
    case done = 0
    /// The gateway failed, or its response cannot be parsed.
    case failed = 1
    /// `apply --dry-run --exit-code`: there are changes to apply.
    case different = 2
    /// The object does not exist, or the token may not access it (404, 410).
    case notFound = 3
    /// The token is missing, invalid or lacks a scope (401, 403).
    case notAllowed = 4
    /// The object was changed by another caller, the name is in use, or a precondition is missing (409, 412, 428).
    case conflict = 5
    /// The gateway rejected the input (other 4xx), a file to apply is invalid, or a tested rule has an unusable action.
    case invalidInput = 6
    /// The tracker or receiver behind the gateway failed (502, 504, another 5xx caused by the tracker, a failed sync or
    /// verification, an undelivered test event).
    case trackerFailed = 7
    /// The command line is invalid.
    case usage = 64
    /// The gateway cannot be reached, or its database is unavailable (503).
    case unavailable = 69
    /// The rate limit or the tracker's budget is used up (429, 503 with `Retry-After`). The same command may succeed
    /// later.
    case tryLater = 75
    /// The client's configuration is invalid: the URL, or a token file that other users can read.
    case configuration = 78

    /// Maps a response of the gateway to an exit status.
    /// - Parameters:
    ///   - status: The HTTP status, at least 400.
    ///   - isDownstream: Whether the problem document names the tracker as the cause.
    ///   - mayTryLater: Whether the response has `Retry-After`.
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
