import HTTPKit
import Primitives
import TrackerKit

extension ClientResponse {
    /// The body as JSON.
    /// - Throws: ``TrackerError/malformedResponse(detail:)``; a proxy's page with status 200 is such a thing.
    func json() throws(TrackerError) -> JSON {
        do throws(JSONError) {
            return try JSON(parsing: body)
        } catch {
            throw .malformedResponse(detail: error.description)
        }
    }
}
