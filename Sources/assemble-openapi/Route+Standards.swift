import APIContract
import HTTPTypes

/// What the contract documents about an endpoint because of its row in the route table.
extension Route {
    /// The status codes with the names of the responses in `components/responses`.
    var standardResponses: [(status: Int, name: String)] {
        Self.allResponses.filter { responds(with: $0.status) }
    }

    /// The names of the header parameters in `components/parameters`, in the order in which clients see them.
    var standardParameters: [String] {
        guard isLimited else { return [] }
        var names: [String] = []
        if features.contains(.conditional), method == .get { names.append("IfNoneMatch") }
        if isConditionalWrite { names.append("IfMatch") }
        if takesIdempotencyKey { names.append("IdempotencyKey") }
        if features.contains(.actor) { names.append("TicketActor") }
        if features.contains(.queued) { names.append("Prefer") }
        if method != .get { names.append("RequestId") }
        return names
    }

    /// The names of the headers in `components/headers` of a response with this status.
    func standardHeaders(_ status: Int) -> [String] {
        let isReplayed = takesIdempotencyKey && scope != nil && (200..<300).contains(status)
        let isCounted = isLimited && status >= 200
        return (isReplayed ? ["Idempotency-Replayed"] : []) + ["X-Request-Id"]
            + (isCounted ? ["RateLimit", "RateLimit-Policy"] : [])
    }

    private static let allResponses: [(status: Int, name: String)] = [
        (202, "OperationAccepted"), (304, "NotModified"), (400, "BadRequest"), (401, "Unauthorized"),
        (403, "Forbidden"), (404, "NotFound"), (409, "Conflict"), (410, "Gone"), (412, "PreconditionFailed"),
        (413, "ContentTooLarge"), (414, "URITooLong"), (415, "UnsupportedMediaType"), (422, "UnprocessableContent"),
        (426, "UpgradeRequired"), (429, "TooManyRequests"), (431, "HeaderFieldsTooLarge"), (500, "InternalError"),
        (502, "BadGateway"), (503, "Unavailable"), (504, "GatewayTimeout"),
    ]

    private func responds(with status: Int) -> Bool {
        // The Alerts API has its own errors, which its fragment describes.
        if case .alerts = access { return false }
        return switch status {
        case 202: features.contains(.queued)
        case 304: features.contains(.conditional) && method == .get
        case 403: scope != nil
        case 404: features.contains(.missing) || !parameters.isEmpty
        case 409: isLimited && (hasBody || (method == .delete && !features.isDisjoint(with: [.actor, .conflict])))
        case 410: features.contains(.resumable)
        case 412: isConditionalWrite
        case 413, 415: hasBody
        case 422: isLimited
        case 426: features.contains(.upgrade)
        case 500: true
        case 502, 504: features.contains(.tracker)
        default: access != .page
        }
    }

    /// Whether the caller's rate limit applies.
    private var isLimited: Bool {
        if case .alerts = access { return true }
        return requiresCredentials || access == .authorization
    }
    private var hasBody: Bool { method == .post || method == .put || method == .patch }
    private var isConditionalWrite: Bool {
        method == .patch || (method == .delete && features.contains(.conditional))
    }
}
