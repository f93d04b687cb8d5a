import HTTPKit
import HTTPTypes
import Primitives
import TrackerKit

extension TrackerError {
    /// Maps a response with a status other than 2xx.
    /// - Parameters:
    ///   - what: what the call refers to, for `notFound`.
    ///   - secret: the credential that was sent; removed from the message in case GitHub repeats it.
    init(_ response: ClientResponse, what: String, secret: String, now: Timestamp) {
        let body = GitHub.Failure(body: response.body)
        let limit = GitHubLimits.throttle(response, now)
        let wait = limit.map { $0.until - now } ?? response.retryAfter(at: now)
        var failure = UpstreamFailure(
            status: response.status, message: body.message.failureLine(without: secret), retryAfter: wait)
        if response.status == 403, limit == nil, let needs = Self.needs(response, secret) {
            failure.message += " (\(needs))"
        }
        switch response.status {
        case _ where limit != nil: self = .rateLimited(retryAfter: wait, failure)
        case 401: self = .unauthorized(failure)
        case 403: self = body.isAboutALock ? .conflict(failure) : .forbidden(failure)
        case 404: self = .notFound(what: what, status: response.status)
        case 409: self = .conflict(failure)
        // 410: the issue was deleted, or issues are disabled for the repository.
        case 410:
            self =
                body.message.contains("disabled") ? .conflict(failure) : .notFound(what: what, status: response.status)
        // 413: the body is too long for GitHub or for a proxy in front of it.
        case 413: self = .invalid([], failure)
        case 422:
            self = body.isAboutADuplicate ? .conflict(failure) : .invalid(body.fieldErrors(without: secret), failure)
        default: self = .upstream(failure)
        }
    }
}

extension TrackerError {
    /// The scope or permission that the credentials lack for a refused call. nil if GitHub does not name any, or they
    /// have it and the failure has another reason.
    private static func needs(_ response: ClientResponse, _ secret: String) -> String? {
        if let granted = response.headers[.oauthScopes] {
            let accepted = scopes(response.headers[.acceptedScopes] ?? "")
            guard !accepted.isEmpty, Set(scopes(granted)).isDisjoint(with: accepted) else { return nil }
            return "the token requires the scope \(accepted.joined(separator: " or "))".failureLine(without: secret)
        }
        guard let permissions = response.headers[.acceptedPermissions], !permissions.isEmpty else { return nil }
        return "the credentials require the permission \(permissions)".failureLine(without: secret)
    }

    private static func scopes(_ field: String) -> [String] {
        field.split(separator: ",").map { $0.filter { $0 != " " } }
    }
}

extension GitHub.Failure {
    /// GitHub responds with 403 to comments on locked conversations.
    fileprivate var isAboutALock: Bool { message.contains("is locked") }

    /// Whether an object with this name already exists.
    fileprivate var isAboutADuplicate: Bool { !errors.isEmpty && errors.allSatisfy(\.saysAlreadyThere) }

    /// The errors, with JSON pointers into the gateway's request.
    fileprivate func fieldErrors(without secret: String) -> [FieldError] {
        errors.map {
            FieldError(pointer: Self.pointers[$0.field ?? ""] ?? "", detail: $0.detail.failureLine(without: secret))
        }
    }

    /// JSON pointers into the gateway's request, by GitHub's field names. Other fields have no counterpart.
    private static let pointers = [
        "title": "/title", "body": "/body", "assignee": "/assignees", "assignees": "/assignees", "labels": "/labels",
        "label": "/labels",
        "milestone": "/milestone", "state": "/status", "state_reason": "/resolution", "name": "/name",
        "new_name": "/name",
        "color": "/color", "description": "/description", "due_on": "/due_at", "permission": "/level",
        "sub_issue_id": "/parent",
    ]
}

extension GitHub.Failure.Detail {
    /// For webhooks, only the message reports it.
    fileprivate var saysAlreadyThere: Bool { code == "already_exists" || message?.contains("already exists") == true }

    /// The meaning of the code, in human-readable form.
    fileprivate var detail: String {
        switch code {
        case "missing": "refers to something that does not exist"
        case "missing_field": "is required"
        case "invalid": message ?? "is invalid"
        case "already_exists": "already exists"
        default: message ?? code ?? "is invalid"
        }
    }
}
