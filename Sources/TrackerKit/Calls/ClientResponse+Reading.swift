package import HTTPKit
package import HTTPTypes
package import Primitives

extension ClientResponse {
    /// The body as JSON; odd values in it are repaired (`JSON.init(repairing:)`).
    /// - Throws: ``TrackerError/malformedResponse(detail:)``; a proxy's page with status 200 is such a thing.
    package func json() throws(TrackerError) -> JSON {
        do throws(JSONError) {
            return try JSON(repairing: body)
        } catch {
            throw .malformedResponse(detail: error.description)
        }
    }

    /// The address of the next page (`Link: …; rel="next"`); nil at the end.
    package var nextLink: String? { headers[.link].flatMap { LinkHeader($0).next } }
}

extension HTTPField.Name {
    /// Where the other pages of a list are (RFC 8288).
    package static let link = HTTPField.Name("Link")!
}
