import TrackerKit

/// The wire types of GitLab's REST API. Each is nested here, in a file of its own together with its conversion to the
/// gateway's common model.
///
/// Every wire type decodes leniently (`init(_: WireObject)`), because fields differ between GitLab versions and depend
/// on the token's permissions.
enum GitLab {
    /// The prefix of the API's paths.
    static let apiPath = "/api/v4"
    /// The maximum number of rows per page ([pagination](https://docs.gitlab.com/api/rest/#offset-based-pagination)).
    static let maximumPageSize = 100
    /// The maximum length of a title, in code points
    /// ([issuables](https://docs.gitlab.com/development/issuable-like-models/)).
    static let longestTitle = 255
    /// The maximum length of a description or comment, in code points ([create an
    /// issue](https://docs.gitlab.com/api/issues/#create-an-issue)).
    static let longestText = TextRules.longestMirroredText

    /// The root of the API for a base URL; appends the API path if the URL does not end with it.
    static func root(_ baseURL: String) -> APIRoot {
        let root = APIRoot(baseURL)
        return root.text.hasSuffix(apiPath) ? root : APIRoot(root.text + apiPath)
    }
}
