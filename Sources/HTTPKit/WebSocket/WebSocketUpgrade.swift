import HTTPTypes

/// A switch of the connection from HTTP to WebSocket: the body of a 101 response (RFC 6455, section 4.2.2).
///
/// The server sets `Connection`, `Upgrade` and `Sec-WebSocket-Accept`, and closes the WebSocket.
package struct WebSocketUpgrade: Sendable {
    /// Serves a WebSocket. When it returns, the WebSocket is closed, with 1000 unless the handler has closed it; if it
    /// throws, with 1011.
    package typealias Handler = @Sendable (WebSocket) async throws -> Void

    /// The client's `Sec-WebSocket-Key`.
    package let key: String
    /// The limits for the client's messages.
    package let limits: WebSocketLimits
    package let handler: Handler
}

extension Response {
    /// Accepts a WebSocket.
    /// - Parameters:
    ///   - request: The client's opening handshake.
    ///   - subprotocol: The selected subprotocol, one of those that the client offered (see
    ///     `WebSocketHandshake.offered(by:)`).
    ///   - limits: The limits for the client's messages.
    ///   - handler: Serves the WebSocket.
    /// - Throws: A problem that describes the error in the handshake (RFC 6455, section 4.2.1): 400, or 426 with the
    ///   supported protocol and version.
    package static func webSocket(
        answering request: Request, subprotocol: String? = nil, limits: WebSocketLimits = WebSocketLimits(),
        handler: @escaping WebSocketUpgrade.Handler
    ) throws(Problem) -> Response {
        let key = try WebSocketHandshake.key(of: request)
        var headers: HTTPFields = [.upgrade: "websocket"]
        if let subprotocol { headers[.secWebSocketProtocol] = subprotocol }
        return Response(
            status: .switchingProtocols, headers: headers,
            body: .webSocket(WebSocketUpgrade(key: key, limits: limits, handler: handler)))
    }
}
