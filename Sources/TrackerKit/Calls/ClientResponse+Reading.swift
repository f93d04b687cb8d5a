package import HTTPKit
package import HTTPTypes
package import Primitives

extension ClientResponse {
    /// The body as JSON. Irregular values are repaired (`JSON.init(repairing:)`).
    /// - Throws: ``TrackerError/malformedResponse(detail:)`` for anything else, such as a proxy's page with status 200.
    package func json() throws(TrackerError) -> JSON {
        do throws(JSONError) {
            return try JSON(repairing: body)
        } catch {
            throw .malformedResponse(detail: error.description)
        }
    }

    /// The URL of the next page (`Link: …; rel="next"`); nil on the last page.
    package var nextLink: String? { headers[.link].flatMap { LinkHeader($0).next } }
}

extension HTTPField.Name {
    /// Links to the other pages of a list (RFC 8288).
    package static let link = HTTPField.Name("Link")!
}
