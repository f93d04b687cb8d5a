import HTTPKit
import Primitives
import TrackerKit

extension TrackerError {
    /// Maps a response with a status other than 2xx.
    /// - Parameter what: what the call refers to, for `notFound`.
    init(_ response: ClientResponse, what: String, credentials: TrelloCredentials, now: Timestamp) {
        let body = Trello.Failure(body: response.body)
        let wait = TrelloLimits.throttle(response, now) ?? response.retryAfter(at: now)
        let failure = UpstreamFailure(
            status: response.status, message: credentials.cleaned(body.message), retryAfter: wait)
        switch response.status {
        case 400: self = TrackerError(badRequest: body, failure, what: what)
        // Trello uses 401 for both failed authentication (`invalid key`, `invalid token`) and missing permissions
        // (`unauthorized card permission requested`).
        case 401: self = body.message.hasPrefix("unauthorized") ? .forbidden(failure) : .unauthorized(failure)
        case 403: self = .forbidden(failure)
        case 404, 410: self = .notFound(what: what, status: response.status)
        case 409: self = .conflict(failure)
        // 413: the body is too long for Trello or for a proxy in front of it.
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
            let detail = FieldError(pointer: Self.pointers[field] ?? "", detail: "is not a value that Trello accepts")
            self = .invalid([detail], failure)
        } else {
            self = .invalid([], failure)
        }
    }

    /// The start of Trello's message about an invalid value; the parameter's name follows.
    private static let invalidValue = "invalid value for "

    /// JSON pointers into the gateway's request, by Trello's parameter names. Other parameters have no counterpart.
    private static let pointers = [
        "name": "/title", "desc": "/body", "text": "/body", "idList": "/status_raw/id", "closed": "/status",
        "idMembers": "/assignees",
        "idLabels": "/labels", "due": "/due_at", "color": "/color", "type": "/level",
    ]
}
