public import HTTPKit
public import HTTPTypes
public import Primitives

extension ClientResponse {
    /// The body as JSON.
    /// - Throws: ``TrackerError/malformedResponse(detail:)``; a proxy's page with status 200 is such a thing.
    public func json() throws(TrackerError) -> JSON {
        do throws(JSONError) {
            return try JSON(parsing: body)
        } catch {
            throw .malformedResponse(detail: error.description)
        }
    }

    /// What `Retry-After` says at `now`, in seconds or as a date (RFC 9110, section 10.2.3); nil where it is missing or neither.
    public func retryAfter(at now: Timestamp) -> Duration? {
        guard let value = headers[.retryAfter] else { return nil }
        if let seconds = Int64(value) { return .seconds(max(seconds, 0)) }
        return Timestamp(value).map { max($0 - now, .zero) }
    }

    /// The address of the next page (`Link: …; rel="next"`); nil at the end.
    public var nextLink: String? { headers[.link].flatMap { LinkHeader($0).next } }
}

extension HTTPField.Name {
    /// Where the other pages of a list are (RFC 8288).
    public static let link = HTTPField.Name("Link")!
}
