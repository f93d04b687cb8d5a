import HTTPKit
import HTTPTypes
import Services

/// The credential of a request: `Authorization: Bearer …` (RFC 6750, section 2.1).
enum BearerCredential {
    private static let scheme = "bearer "

    /// The token.
    /// - Throws: 401 when there is none, or something else than one.
    static func of(_ request: Request) throws(Problem) -> String {
        let values = request.headers.values(.authorization)
        guard let value = values.first else { throw Problem.unauthorized(detail: "This needs credentials: Authorization: Bearer <token>.") }
        guard values.count == 1, value.utf8.count > scheme.utf8.count, value.prefix(scheme.count).lowercased() == scheme else {
            throw Problem.unauthorized(detail: "The credentials are not one Bearer token.", error: "invalid_request")
        }
        return String(value.dropFirst(scheme.count))
    }
}
