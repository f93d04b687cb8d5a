/// Where one GitHub lives: github.com, or an Enterprise Server.
struct GitHubEndpoints: Sendable, Hashable {
    /// The root of the REST API, without a trailing slash.
    let rest: String
    /// The address of the GraphQL API.
    let graphQL: String

    /// Reads a base URL: `https://api.github.com`, or `https://HOST/api/v3`, whose GraphQL API is at `https://HOST/api/graphql`
    /// ([Enterprise Server](https://docs.github.com/en/enterprise-server@latest/graphql/guides/managing-enterprise-accounts)).
    init(baseURL: String) {
        var base = Substring(baseURL)
        while base.hasSuffix("/") { base.removeLast() }
        rest = String(base)
        graphQL = base.hasSuffix("/v3") ? base.dropLast(3) + "/graphql" : base + "/graphql"
    }

    /// The full address of a target below the base URL.
    func url(_ target: String) -> String { target.isEmpty ? rest : "\(rest)/\(target)" }

    /// The target of an address that GitHub sent (a `Location`, a `Link`); nil when it leads to another origin or out of the API, where
    /// the credentials must not go.
    func target(of url: String) -> String? {
        guard url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") }), let (origin, path) = Self.split(url),
            let (ownOrigin, ownPath) = Self.split(rest), origin == ownOrigin, path.hasPrefix(ownPath + "/"),
            !path.split(separator: "/").contains("..")
        else { return nil }
        return String(path.dropFirst(ownPath.count + 1))
    }

    /// Scheme and authority in lower case, without a default port; then the rest.
    private static func split(_ url: String) -> (origin: String, path: Substring)? {
        guard let scheme = url.firstRange(of: "://") else { return nil }
        let authorityEnd = url[scheme.upperBound...].firstIndex { $0 == "/" || $0 == "?" || $0 == "#" } ?? url.endIndex
        var origin = url[..<authorityEnd].lowercased()
        if origin.hasPrefix("https://"), origin.hasSuffix(":443") { origin.removeLast(4) }
        if origin.hasPrefix("http://"), origin.hasSuffix(":80") { origin.removeLast(3) }
        return (origin, url[authorityEnd...])
    }
}
