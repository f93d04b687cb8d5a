import HTTPKit
import Primitives
import TrackerKit

extension TrackerError {
    /// What a response other than 2xx means.
    /// - Parameters:
    ///   - what: What the call was about, for `notFound`.
    ///   - secret: The token that was sent; it is cut out of the message, should the server ever repeat it.
    init(_ response: ClientResponse, what: String, secret: String, now: Timestamp) {
        let body = GlitchTip.Failure(body: response.body)
        let wait = GlitchTipLimits.wait(response, now) ?? response.retryAfter(at: now)
        let failure = UpstreamFailure(
            status: response.status, message: body.message.failureLine(without: secret), retryAfter: wait)
        switch response.status {
        case 429: self = .rateLimited(retryAfter: wait, failure)
        case 401: self = .unauthorized(failure)
        case 403: self = .forbidden(failure)
        case 404, 410: self = .notFound(what: what, status: response.status)
        case 409: self = .conflict(failure)
        // GlitchTip says so of comments: «Issue does not exist», «Comment does not exist».
        case 400 where body.message.hasSuffix("does not exist"): self = .notFound(what: what, status: response.status)
        case 400, 413, 422: self = .invalid(body.fieldErrors(without: secret), failure)
        default: self = .upstream(failure)
        }
    }
}

extension GlitchTip.Failure {
    /// The errors with pointers into the neutral request.
    fileprivate func fieldErrors(without secret: String) -> [FieldError] {
        fields.map {
            FieldError(pointer: Self.pointers[$0.name] ?? "", detail: $0.message.failureLine(without: secret))
        }
    }

    /// The API's field names to pointers into the neutral request; other fields have no counterpart.
    private static let pointers = [
        "status": "/status", "statusDetails": "/status", "assignedTo": "/assignees", "text": "/body", "data": "/body",
        "message": "/title",
    ]
}
