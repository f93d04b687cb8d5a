import HTTPKit
import Primitives
import TrackerKit

extension TrackerError {
    /// What a response other than 2xx means ([status
    /// codes](https://docs.gitlab.com/api/rest/troubleshooting/#status-codes)).
    /// - Parameters:
    ///   - what: What the call was about, for `notFound`.
    ///   - secret: The token that was sent; it is cut out of the message, should GitLab ever repeat it.
    init(gitLab response: ClientResponse, what: String, secret: String, now: Timestamp) {
        let body = GitLab.Failure(body: response.body)
        let limit = GitLabLimits.throttle(response, now)
        var failure = UpstreamFailure(
            status: response.status, message: body.message.failureLine(without: secret),
            retryAfter: limit ?? response.retryAfter(at: now))
        // {"error": "insufficient_scope", "scope": "api"} (RFC 6750, section 3.1).
        if response.status == 403, let scope = body.scope {
            failure.message += " (the token needs the scope \(scope.failureLine(without: secret)))"
        }
        switch response.status {
        case 400, 422:
            self = body.isAboutADuplicate ? .conflict(failure) : .invalid(body.fieldErrors(without: secret), failure)
        case 401: self = .unauthorized(failure)
        case 403: self = .forbidden(failure)
        // An unknown user in `Sudo` is 404 too, and nothing that the caller named is missing.
        case 404, 410: self = body.isAboutSudo ? .forbidden(failure) : .notFound(what: what, status: response.status)
        case 409, 412: self = .conflict(failure)
        // The body is too long for GitLab, or for what stands before it.
        case 413: self = .invalid([], failure)
        case 429: self = .rateLimited(retryAfter: limit, failure)
        default: self = .upstream(failure)
        }
    }
}

extension GitLab.Failure {
    /// Something of that name is already there.
    fileprivate var isAboutADuplicate: Bool { !details.isEmpty && details.allSatisfy { $0.text.contains("already") } }

    fileprivate var isAboutSudo: Bool { message.hasPrefix("404 User with ID or username") }

    /// The errors with pointers into the neutral request.
    fileprivate func fieldErrors(without secret: String) -> [FieldError] {
        details.map { FieldError(pointer: Self.pointers[$0.field] ?? "", detail: $0.text.failureLine(without: secret)) }
    }

    /// GitLab's field names to pointers into the neutral request; other fields have no counterpart.
    private static let pointers = [
        "title": "/title", "description": "/body", "note": "/body", "body": "/body", "assignee_ids": "/assignees",
        "assignees": "/assignees",
        "labels": "/labels", "add_labels": "/labels", "remove_labels": "/labels", "milestone_id": "/milestone",
        "milestone": "/milestone",
        "state_event": "/status", "due_date": "/due_at", "confidential": "/confidential", "issue_type": "/kind",
        "work_item_type": "/kind", "discussion_locked": "/locked", "name": "/name", "new_name": "/name",
        "color": "/color",
        "access_level": "/level", "user_id": "/user_id", "internal": "/internal", "url": "/url",
    ]
}
