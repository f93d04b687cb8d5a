import TrackerKit

/// What GitLab's REST API sends: the wire types are nested here, each beside the file that converts it into neutral
/// types.
///
/// Every wire type decodes leniently (`init(_: WireObject)`): fields come and go with GitLab's versions and with what
/// the token may see.
enum GitLab {
    /// What the API's paths begin with.
    static let apiPath = "/api/v4"
    /// The most rows that a page may have ([pagination](https://docs.gitlab.com/api/rest/#offset-based-pagination)).
    static let maximumPageSize = 100
    /// How many code points a title may have ([issuables](https://docs.gitlab.com/development/issuable-like-models/)).
    static let longestTitle = 255
    /// How many code points a description or comment may have ([create an
    /// issue](https://docs.gitlab.com/api/issues/#create-an-issue)).
    static let longestText = 1_048_576

    /// The root of the API of a base URL; one that names the server alone is completed.
    static func root(_ baseURL: String) -> APIRoot {
        let root = APIRoot(baseURL)
        return root.text.hasSuffix(apiPath) ? root : APIRoot(root.text + apiPath)
    }
}
