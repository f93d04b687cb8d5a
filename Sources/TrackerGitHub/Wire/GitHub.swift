/// The wire types of GitHub's REST API. Each is nested here, in a file of its own together with its conversion to the
/// gateway's common model: labels are decoded and converted in `GitHub.Label.swift`.
///
/// Every wire type decodes leniently (`init(_: WireObject)`): GitHub omits fields in some payloads, sends null for
/// deleted accounts and empty bodies, and represents labels in four shapes.
enum GitHub {
    /// The version of the REST API that this adapter uses
    /// ([API versions](https://docs.github.com/en/rest/about-the-rest-api/api-versions)).
    static let apiVersion = "2022-11-28"
    /// The media type that GitHub recommends for every request.
    static let mediaType = "application/vnd.github+json"
    /// The maximum number of rows per page
    /// ([pagination](https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api)).
    static let maximumPageSize = 100
    /// In code points. GitHub responds to longer ones with 422 "title is too long (maximum is 256 characters)".
    static let longestTitle = 256
    /// In code points, for bodies and comments. GitHub responds to longer ones with 422 "body is too long (maximum is
    /// 65536 characters)".
    static let longestText = 65_536
}
