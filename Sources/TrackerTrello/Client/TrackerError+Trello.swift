import HTTPKit
import Primitives
import TrackerKit

extension TrackerError {
    /// What a response other than 2xx means.
    /// - Parameter what: What the call was about, for `notFound`.
    init(_ response: ClientResponse, what: String, credentials: TrelloCredentials, now: Timestamp) {
        let body = Trello.Failure(body: response.body)
        let wait = TrelloLimits.throttle(response, now) ?? response.retryAfter(at: now)
        let failure = UpstreamFailure(
            status: response.status, message: credentials.cleaned(body.message), retryAfter: wait)
        switch response.status {
        case 400: self = TrackerError(badRequest: body, failure, what: what)
        // 401 is both "who are you" (`invalid key`, `invalid token`) and "you may not" (`unauthorized card permission
        // requested`).
        case 401: self = body.message.hasPrefix("unauthorized") ? .forbidden(failure) : .unauthorized(failure)
        case 403: self = .forbidden(failure)
        case 404, 410: self = .notFound(what: what, status: response.status)
        case 409: self = .conflict(failure)
        // The body is too long for Trello, or for what stands before it.
        case 413: self = .invalid([], failure)
        case 429: self = .rateLimited(retryAfter: wait, failure)
        default: self = .upstream(failure)
        }
    }

    private init(badRequest body: Trello.Failure, _ failure: UpstreamFailure, what: String) {
        let message = body.message.lowercased()
        if message == "invalid id" || message == "invalid objectid" {
            self = .notFound(what: what, status: failure.status)
        } else if message.contains("already") {
            self = .conflict(failure)
        } else if message.hasPrefix(Self.invalidValue) {
            let field = String(body.message.dropFirst(Self.invalidValue.count).prefix { $0.isLetter })
            let detail = FieldError(pointer: Self.pointers[field] ?? "", detail: "is no value that Trello takes")
            self = .invalid([detail], failure)
        } else {
            self = .invalid([], failure)
        }
    }

    /// How Trello begins to say that it does not take a value; the parameter's name follows.
    private static let invalidValue = "invalid value for "

    /// Trello's parameters to pointers into the neutral request; others have no counterpart.
    private static let pointers = [
        "name": "/title", "desc": "/body", "text": "/body", "idList": "/status_raw/id", "closed": "/status",
        "idMembers": "/assignees",
        "idLabels": "/labels", "due": "/due_at", "color": "/color", "type": "/level",
    ]
}
