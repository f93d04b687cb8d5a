import TrackerKit

/// Where one GitHub lives: github.com, or an Enterprise Server.
struct GitHubEndpoints: Sendable, Hashable {
    /// The root of the REST API.
    let root: APIRoot
    /// The address of the GraphQL API.
    let graphQL: String

    /// Reads a base URL: `https://api.github.com`, or `https://HOST/api/v3`, whose GraphQL API is at
    /// `https://HOST/api/graphql` ([Enterprise
    /// Server](https://docs.github.com/en/enterprise-server@latest/graphql/guides/managing-enterprise-accounts)).
    init(baseURL: String) {
        root = APIRoot(baseURL)
        graphQL = root.text.hasSuffix("/v3") ? root.text.dropLast(3) + "/graphql" : root.text + "/graphql"
    }
}
