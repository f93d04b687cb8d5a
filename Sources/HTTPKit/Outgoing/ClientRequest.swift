package import HTTPTypes

/// A request to a server elsewhere.
package struct ClientRequest: Sendable, Hashable {
    /// The method.
    package var method: HTTPRequest.Method
    /// The absolute URL, `https://…` (or `http://…` where the operator allows it).
    package var url: String
    /// The header fields.
    package var headers: HTTPFields
    /// The body; nil when there is none.
    package var body: [UInt8]?
    /// How long the whole exchange may take.
    package var timeout: Duration
    /// A longer response is refused, or cut.
    package var maximumResponseBytes: Int
    /// Whether of a longer response the first ``maximumResponseBytes`` are taken for all of it: for callers who only
    /// look at its beginning.
    package var cutsResponse = false
    /// Whether sending it twice does no harm (RFC 9110, section 9.2.2); only such a request is retried after it may
    /// have arrived.
    package var isSafeToRepeat: Bool
    /// Whether to send `If-None-Match` with what the conditional cache has, and answer a 304 from it.
    package var revalidate: Bool
    /// How many redirects are followed; 301, 302 and 303 only for GET and HEAD. 0: a redirect is the response.
    package var followsRedirects: Int
    /// Which of the server's budgets pays for it, as `RateObservation.resource` names them; nil: the default one.
    package var resource: String?
    /// How long it may wait in all for its turn, for the budget, and between attempts; `timeout` bounds each attempt by
    /// itself.
    package var patience: Duration

    /// How long an exchange may take unless the request says otherwise.
    package static let defaultTimeout = Duration.seconds(30)
    /// How long a response body may be unless the request says otherwise: 16 MiB.
    package static let defaultMaximumResponseBytes = 16 << 20
    /// How long a request waits for its turn unless it says otherwise.
    package static let defaultPatience = Duration.seconds(10)

    /// Makes a request; whether it is safe to repeat, and whether the cache is asked, follows from the method unless
    /// given.
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

    /// The URL for logs: without user information, and with the values of the query left out.
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
    /// Method and redacted URL: header fields carry credentials, and so may a body.
    package var description: String { "\(method.rawValue) \(redactedURL)" }
    /// As ``description``.
    package var debugDescription: String { description }
    /// Without children: dumps must not hold secrets.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
