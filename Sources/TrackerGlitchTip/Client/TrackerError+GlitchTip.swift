import HTTPKit
import Primitives
import TrackerKit

extension TrackerError {
    /// Maps a response other than 2xx to an error.
    /// - Parameters:
    ///   - what: The object of the call, for `notFound`.
    ///   - secret: The token that was sent. It is removed from the message, in case the server repeats it.
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
        // GlitchTip's responses about comments: «Issue does not exist», «Comment does not exist».
        case 400 where body.message.hasSuffix("does not exist"): self = .notFound(what: what, status: response.status)
        case 400, 413, 422: self = .invalid(body.fieldErrors(without: secret), failure)
        default: self = .upstream(failure)
        }
    }
}

extension GlitchTip.Failure {
    /// The field errors, with pointers into the gateway's request.
    fileprivate func fieldErrors(without secret: String) -> [FieldError] {
        fields.map {
            FieldError(pointer: Self.pointers[$0.name] ?? "", detail: $0.message.failureLine(without: secret))
        }
    }

    /// Pointers into the gateway's request by the API's field names. Other fields have no counterpart.
    private static let pointers = [
        "status": "/status", "statusDetails": "/status", "assignedTo": "/assignees", "text": "/body", "data": "/body",
        "message": "/title",
    ]
}
