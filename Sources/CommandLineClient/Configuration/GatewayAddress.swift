import HTTPClient

/// The gateway's URL, and where it comes from.
struct GatewayAddress: Sendable {
    /// The address of a gateway started by `make start`.
    static let defaultURL = "http://127.0.0.1:3000"
    static let variable = "TICKET_GATEWAY_URL"
    private static let apiPath = "/api/v1"

    /// Without a trailing slash and without the API's path, which users often copy along.
    let base: String
    /// `--url`, `TICKET_GATEWAY_URL`, a path, or `default`.
    let source: String

    /// Reads the option, else the variable, else the stored URL, else ``defaultURL``.
    init(_ options: NetworkOptions, _ environment: ClientEnvironment) throws {
        let folder = ConfigurationFolder(environment)
        if let url = options.url {
            (base, source) = (try Self.base(of: url), "--url")
        } else if let url = environment.variables[Self.variable], !url.isEmpty {
            (base, source) = (try Self.base(of: url), Self.variable)
        } else if let url = try folder.url() {
            (base, source) = (try Self.base(of: url), folder.urlPath)
        } else {
            (base, source) = (Self.defaultURL, "default")
        }
    }

    /// Whether a token would be sent to another machine without TLS.
    var isUnencrypted: Bool {
        guard let url = UpstreamURL(base), url.scheme == .http else { return false }
        guard let address = url.address else { return url.host != "localhost" && !url.host.hasSuffix(".localhost") }
        return IPNetwork("127.0.0.0/8")?.contains(address) != true && url.host != "::1"
    }

    static func base(of text: String) throws -> String {
        guard let url = UpstreamURL(text), url.query == nil else {
            let complete = text.contains("://") ? nil : UpstreamURL("https://\(text)")
            let hint = complete.map { "; did you mean \($0.address == nil ? "https" : "http")://\(text)?" } ?? ""
            throw ClientFailure.configuration(
                "the gateway's URL must look like https://tickets.example.org, not \(text)\(hint)")
        }
        var path = url.path
        for ending in ["/", apiPath, "/"] where path.hasSuffix(ending) { path.removeLast(ending.count) }
        return url.origin + path
    }
}
