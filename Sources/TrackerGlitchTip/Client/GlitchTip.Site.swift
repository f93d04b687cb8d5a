import TrackerKit

extension GlitchTip {
    /// The base URL of a server: its web pages, and its API below `/api/0/`.
    struct Site: Sendable, Hashable {
        /// The base URL of the web pages, without a trailing slash.
        let address: String
        /// The root below which all calls must stay.
        let root: APIRoot

        /// Parses a base URL, with or without `/api/0`.
        init(_ baseURL: String) {
            var base = Substring(baseURL)
            while base.hasSuffix("/") { base.removeLast() }
            if base.hasSuffix("/api/0") { base.removeLast(6) }
            address = String(base)
            root = APIRoot(address)
        }
    }

    /// A path of the API. It always ends in a slash: without it, GlitchTip responds 200 with an HTML page, and 403 to
    /// writes.
    static func path(_ segments: String...) -> APIPath { path(segments) }

    static func path(_ segments: [String]) -> APIPath {
        segments.reduce(APIPath("api", "0")) { $0.appending($1) }.withTrailingSlash
    }
}
