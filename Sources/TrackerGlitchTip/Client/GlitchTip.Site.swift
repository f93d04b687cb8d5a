import TrackerKit

extension GlitchTip {
    /// Where a server lives: its pages, and its API below `/api/0/`.
    struct Site: Sendable, Hashable {
        /// The address of the pages for people, without a trailing slash.
        let address: String
        /// What every call stays below.
        let root: APIRoot

        /// Reads a base URL; that of the API itself is taken too.
        init(_ baseURL: String) {
            var base = Substring(baseURL)
            while base.hasSuffix("/") { base.removeLast() }
            if base.hasSuffix("/api/0") { base.removeLast(6) }
            address = String(base)
            root = APIRoot(address)
        }
    }

    /// A path of the API. Every one ends in a slash: without it GlitchTip answers 200 with a page, and 403 to writes.
    static func path(_ segments: String...) -> APIPath { path(segments) }

    /// A path of the API.
    static func path(_ segments: [String]) -> APIPath {
        segments.reduce(APIPath("api", "0")) { $0.appending($1) }.withTrailingSlash
    }
}
