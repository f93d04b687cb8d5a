/// Page tokens that hold the address of a page.
extension APIRoot {
    /// The address of a page as a token: its part below the root, so that a stored token can lead nowhere else.
    /// - Throws: ``TrackerError/malformedResponse(detail:)`` for an address of another origin.
    package func token(of url: String) throws(TrackerError) -> PageToken {
        guard let target = target(of: url) else {
            throw .malformedResponse(detail: "the link to the next page leads to another origin")
        }
        return PageToken(target)
    }

    /// The target that a token holds.
    /// - Throws: ``TrackerError/foreignPageToken`` for a token that leads out of the API.
    package func target(of page: PageToken) throws(TrackerError) -> String {
        guard let target = target(of: url(page.text)) else { throw .foreignPageToken }
        return target
    }
}
