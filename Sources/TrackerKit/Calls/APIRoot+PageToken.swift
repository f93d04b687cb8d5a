/// Page tokens that contain the address of a page.
extension APIRoot {
    /// Converts a page's URL to a token. It contains only the part below the root, so that a stored token cannot lead
    /// to another host.
    /// - Throws: ``TrackerError/malformedResponse(detail:)`` for a URL of another origin.
    package func token(of url: String) throws(TrackerError) -> PageToken {
        guard let target = target(of: url) else {
            throw .malformedResponse(detail: "the link to the next page leads to another origin")
        }
        return PageToken(target)
    }

    /// The target in a token.
    /// - Throws: ``TrackerError/foreignPageToken`` for a token that leads out of the API.
    package func target(of page: PageToken) throws(TrackerError) -> String {
        guard let target = target(of: url(page.text)) else { throw .foreignPageToken }
        return target
    }
}
