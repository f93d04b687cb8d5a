import HTTPKit
import HTTPTypes
import Resources

/// The credential of a request: `Authorization: Bearer …` (RFC 6750, section 2.1). A browser can't set that on a
/// WebSocket; it offers the subprotocol `bearer.<token>` instead, which is never agreed to, so that the token is in no
/// answer, and in no URL that is logged.
enum BearerCredential {
    private static let scheme = "bearer "
    private static let subprotocol = "bearer."

    /// The token.
    /// - Throws: 401 when there is none, or something else than one.
    static func of(_ request: Request) throws(Problem) -> String {
        let values = request.headers.values(.authorization)
        guard let value = values.first else {
            if let token = offered(by: request) { return token }
            throw Problem.unauthorized(detail: "Credentials are required: Authorization: Bearer <token>.")
        }
        guard values.count == 1, value.utf8.count > scheme.utf8.count, value.prefix(scheme.count).lowercased() == scheme
        else {
            throw Problem.unauthorized(
                detail: "The Authorization header must contain one Bearer token.", error: "invalid_request")
        }
        return String(value.dropFirst(scheme.count))
    }

    private static func offered(by request: Request) -> String? {
        guard request.headers.contains(.secWebSocketKey) else { return nil }
        let token = WebSocketHandshake.offered(by: request).first { $0.hasPrefix(subprotocol) }
        return token.map { String($0.dropFirst(subprotocol.count)) }
    }
}
