package import HTTPTypes

/// An outgoing request to another server.
package struct ClientRequest: Sendable, Hashable {
    package var method: HTTPRequest.Method
    /// The absolute URL: `https://…`, or `http://…` if the operator allows it.
    package var url: String
    package var headers: HTTPFields
    /// The body; nil if there is none.
    package var body: [UInt8]?
    /// The maximum duration of one exchange. Each attempt and each redirect is a separate exchange.
    package var timeout: Duration
    /// The maximum length of the response's body, in bytes. A longer response fails, or is truncated.
    package var maximumResponseBytes: Int
    /// Whether a longer response is truncated to ``maximumResponseBytes`` instead of failing, for callers that only
    /// need its beginning.
    package var cutsResponse = false
    /// Whether the request is idempotent (RFC 9110, section 9.2.2). Other requests are not retried if the server may
    /// have received them.
    package var isSafeToRepeat: Bool
    /// Whether to send `If-None-Match` for a response in the conditional cache, and to return that response on a 304.
    package var revalidate: Bool
    /// The maximum number of redirects to follow; 301, 302 and 303 are followed only for GET and HEAD. 0 returns
    /// redirects as responses.
    package var followsRedirects: Int
    /// The budget of the server that the request counts against, as named by `RateObservation.resource`; nil for the
    /// default one.
    package var resource: String?
    /// The time within which the last attempt must start, including the waits for a slot and the budget and the delays
    /// between attempts. `timeout` limits each attempt separately.
    package var patience: Duration
    /// Whether a read may share the response of an identical call that is already in flight.
    package var sharing = ReadSharing.withEarlier

    /// The default of `timeout`.
    package static let defaultTimeout = Duration.seconds(30)
    /// The default of `maximumResponseBytes`: 16 MiB.
    package static let defaultMaximumResponseBytes = 16 << 20
    /// The default of `patience`.
    package static let defaultPatience = Duration.seconds(10)

    /// Creates a request. The method determines the defaults of `isSafeToRepeat` (idempotent methods) and `revalidate`
    /// (GET).
    package init(
        _ method: HTTPRequest.Method = .get, _ url: String, headers: HTTPFields = [:], body: [UInt8]? = nil,
        timeout: Duration = Self.defaultTimeout, maximumResponseBytes: Int = Self.defaultMaximumResponseBytes,
        isSafeToRepeat: Bool? = nil, revalidate: Bool? = nil, followsRedirects: Int = 0, resource: String? = nil,
        patience: Duration = Self.defaultPatience
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
        self.maximumResponseBytes = maximumResponseBytes
        self.isSafeToRepeat = isSafeToRepeat ?? Self.idempotent.contains(method)
        self.revalidate = revalidate ?? (method == .get)
        self.followsRedirects = followsRedirects
        self.resource = resource
        self.patience = patience
    }

    private static let idempotent: Set<HTTPRequest.Method> = [.get, .head, .put, .delete, .options, .trace]

    /// The URL for logs: without user information and without the values of the query.
    package var redactedURL: String {
        let parts = url.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let base = Self.withoutUserInformation(parts[0])
        guard parts.count == 2 else { return base }
        let names = parts[1].split(separator: "&").map { $0.prefix { $0 != "=" } + "=…" }
        return base + "?" + names.joined(separator: "&")
    }

    private static func withoutUserInformation(_ url: Substring) -> String {
        guard let scheme = url.firstRange(of: "://") else { return String(url) }
        let authorityEnd = url[scheme.upperBound...].firstIndex(of: "/") ?? url.endIndex
        guard let at = url[scheme.upperBound..<authorityEnd].lastIndex(of: "@") else { return String(url) }
        return String(url[..<scheme.upperBound] + url[url.index(after: at)...])
    }
}

extension ClientRequest: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Method and redacted URL only, because header fields contain credentials, and the body may.
    package var description: String { "\(method.rawValue) \(redactedURL)" }
    package var debugDescription: String { description }
    /// A mirror without children, because dumps must not contain secrets.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
