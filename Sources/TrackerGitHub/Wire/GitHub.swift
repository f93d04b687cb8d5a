/// What GitHub's REST API sends: the wire types are nested here, each beside the file that converts it into neutral
/// types.
///
/// Every wire type decodes leniently (`init(_: WireObject)`): GitHub leaves fields out of some payloads, sends null for
/// deleted accounts and empty bodies, and writes labels in four shapes.
enum GitHub {
    /// The version of the REST API that this adapter speaks
    /// ([API versions](https://docs.github.com/en/rest/about-the-rest-api/api-versions)).
    static let apiVersion = "2022-11-28"
    /// The media type that GitHub recommends for every request.
    static let mediaType = "application/vnd.github+json"
    /// The most rows that a page may have
    /// ([pagination](https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api)).
    static let maximumPageSize = 100
    /// How many code points a title may have: more is refused with 422 "title is too long (maximum is 256 characters)".
    static let longestTitle = 256
    /// How many code points a body or comment may have: more is refused with 422 "body is too long (maximum is 65536
    /// characters)".
    static let longestText = 65_536
}
