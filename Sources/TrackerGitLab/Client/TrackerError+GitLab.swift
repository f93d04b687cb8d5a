import HTTPKit
import Primitives
import TrackerKit

extension TrackerError {
    /// Converts a response with a status other than 2xx ([status
    /// codes](https://docs.gitlab.com/api/rest/troubleshooting/#status-codes)).
    /// - Parameters:
    ///   - what: The name of the object concerned, for `notFound`.
    ///   - secret: The token that was sent. It is masked in the message in case GitLab repeats it.
    init(gitLab response: ClientResponse, what: String, secret: String, now: Timestamp) {
        let body = GitLab.Failure(body: response.body)
        let limit = GitLabLimits.throttle(response, now)
        var failure = UpstreamFailure(
            status: response.status, message: body.message.failureLine(without: secret),
            retryAfter: limit ?? response.retryAfter(at: now))
        // {"error": "insufficient_scope", "scope": "api"} (RFC 6750, section 3.1).
        if response.status == 403, let scope = body.scope {
            failure.message += " (the token requires the scope \(scope.failureLine(without: secret)))"
        }
        switch response.status {
        case 400, 422:
            self = body.isAboutADuplicate ? .conflict(failure) : .invalid(body.fieldErrors(without: secret), failure)
        case 401: self = .unauthorized(failure)
        case 403: self = .forbidden(failure)
        // An unknown user in `Sudo` also results in 404, although the requested object may exist.
        case 404, 410: self = body.isAboutSudo ? .forbidden(failure) : .notFound(what: what, status: response.status)
        case 409, 412: self = .conflict(failure)
        // The body is too large for GitLab or for a proxy in front of it.
        case 413: self = .invalid([], failure)
        case 429: self = .rateLimited(retryAfter: limit, failure)
        default: self = .upstream(failure)
        }
    }
}

extension GitLab.Failure {
    /// Whether all errors say that the name already exists.
    fileprivate var isAboutADuplicate: Bool { !details.isEmpty && details.allSatisfy { $0.text.contains("already") } }

    fileprivate var isAboutSudo: Bool { message.hasPrefix("404 User with ID or username") }

    /// The errors, with pointers into the gateway's request.
    fileprivate func fieldErrors(without secret: String) -> [FieldError] {
        details.map { FieldError(pointer: Self.pointers[$0.field] ?? "", detail: $0.text.failureLine(without: secret)) }
    }

    /// Maps GitLab's field names to pointers into the gateway's request. Other fields have no equivalent.
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
