import HTTPKit
import HTTPTypes
import Primitives
import TrackerKit

extension TrackerError {
    /// What a response other than 2xx means.
    /// - Parameters:
    ///   - what: What the call was about, for `notFound`.
    ///   - secret: The credential that was sent; it is cut out of the message, should GitHub ever repeat it.
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
        // 410 is an issue that was deleted, or a repository whose issues are switched off.
        case 410:
            self =
                body.message.contains("disabled") ? .conflict(failure) : .notFound(what: what, status: response.status)
        // The body is too long for GitHub, or for what stands before it.
        case 413: self = .invalid([], failure)
        case 422:
            self = body.isAboutADuplicate ? .conflict(failure) : .invalid(body.fieldErrors(without: secret), failure)
        default: self = .upstream(failure)
        }
    }
}

extension TrackerError {
    /// What the credentials lack for a call that was refused; nil where GitHub does not say, or they have it and
    /// something else is wrong.
    private static func needs(_ response: ClientResponse, _ secret: String) -> String? {
        if let granted = response.headers[.oauthScopes] {
            let accepted = scopes(response.headers[.acceptedScopes] ?? "")
            guard !accepted.isEmpty, Set(scopes(granted)).isDisjoint(with: accepted) else { return nil }
            return "the token needs the scope \(accepted.joined(separator: " or "))".failureLine(without: secret)
        }
        guard let permissions = response.headers[.acceptedPermissions], !permissions.isEmpty else { return nil }
        return "the credentials need the permission \(permissions)".failureLine(without: secret)
    }

    private static func scopes(_ field: String) -> [String] {
        field.split(separator: ",").map { $0.filter { $0 != " " } }
    }
}

extension GitHub.Failure {
    /// GitHub refuses comments on locked conversations with 403.
    fileprivate var isAboutALock: Bool { message.contains("is locked") }

    /// Something of that name is already there.
    fileprivate var isAboutADuplicate: Bool { !errors.isEmpty && errors.allSatisfy(\.saysAlreadyThere) }

    /// The errors with pointers into the neutral request.
    fileprivate func fieldErrors(without secret: String) -> [FieldError] {
        errors.map {
            FieldError(pointer: Self.pointers[$0.field ?? ""] ?? "", detail: $0.detail.failureLine(without: secret))
        }
    }

    /// GitHub's field names to pointers into the neutral request; other fields have no counterpart.
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
    /// Webhooks say it in words alone.
    fileprivate var saysAlreadyThere: Bool { code == "already_exists" || message?.contains("already exists") == true }

    /// What the code means, for people.
    fileprivate var detail: String {
        switch code {
        case "missing": "names something that does not exist"
        case "missing_field": "must be given"
        case "invalid": message ?? "is invalid"
        case "already_exists": "is already there"
        default: message ?? code ?? "is invalid"
        }
    }
}
