import TrackerKit

/// The URLs of github.com or of an Enterprise Server.
struct GitHubEndpoints: Sendable, Hashable {
    let root: APIRoot
    let graphQL: String

    /// Parses a base URL: `https://api.github.com`, or `https://HOST/api/v3`, whose GraphQL API is at
    /// `https://HOST/api/graphql`
    /// ([Enterprise Server](https://docs.github.com/en/enterprise-server@latest/graphql/guides/managing-enterprise-accounts)).
    init(baseURL: String) {
        root = APIRoot(baseURL)
        graphQL = root.text.hasSuffix("/v3") ? root.text.dropLast(3) + "/graphql" : root.text + "/graphql"
    }
}
