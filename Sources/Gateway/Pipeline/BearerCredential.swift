import Access
import HTTPKit
import HTTPTypes
import Resources

/// The credential of a request: `Authorization: Bearer …` (RFC 6750, section 2.1).
///
/// Browsers cannot set that header for a WebSocket, so they offer the token as a subprotocol, `bearer.<token>`. The
/// gateway never selects it, so that the token appears neither in the response nor in a logged URL.
enum BearerCredential {
    private static let scheme = "bearer "
    private static let subprotocol = "bearer."

    /// Returns the request's token.
    /// - Throws: 401 if there is none, or not exactly one bearer token.
    static func of(_ request: Request) throws(Problem) -> String {
        let values = request.headers.values(.authorization)
        guard let value = values.first else {
            if let token = offered(by: request) { return token }
            throw Problem.unauthorized(
                detail: "Credentials are required: send Authorization: Bearer <token>. \(CredentialRefusal.renewal)")
        }
        guard values.count == 1, value.utf8.count > scheme.utf8.count, value.prefix(scheme.count).lowercased() == scheme
        else {
            throw Problem.unauthorized(detail: expectation(insteadOf: values), error: "invalid_request")
        }
        return String(value.dropFirst(scheme.count))
    }

    /// The schemes that clients of other APIs send. Other text is not repeated, because it may be a bare token.
    private static let otherSchemes = ["basic": "Basic", "token": "token", "digest": "Digest", "apikey": "ApiKey"]

    private static func expectation(insteadOf values: [String]) -> String {
        let expected = "The Authorization header must be 'Bearer <token>'"
        if values.count > 1 { return expected + ", once; there are \(values.count)." }
        let scheme = values.first?.split(separator: " ").first.map { $0.lowercased() } ?? ""
        if scheme == "bearer" { return expected + "; there is no token after the scheme." }
        return expected + (otherSchemes[scheme].map { ", not '\($0) …'." } ?? "; the scheme Bearer is missing.")
    }

    private static func offered(by request: Request) -> String? {
        guard request.headers.contains(.secWebSocketKey) else { return nil }
        let token = WebSocketHandshake.offered(by: request).first { $0.hasPrefix(subprotocol) }
        return token.map { String($0.dropFirst(subprotocol.count)) }
    }
}
