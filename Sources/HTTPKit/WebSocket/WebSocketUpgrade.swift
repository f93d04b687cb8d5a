import HTTPTypes

/// A connection that leaves HTTP for a WebSocket: the body of a 101 (RFC 6455, section 4.2.2).
///
/// The server does what belongs to the wire: `Connection`, `Upgrade`, `Sec-WebSocket-Accept`, and the closing.
package struct WebSocketUpgrade: Sendable {
    /// Talks; when it returns, the WebSocket is closed (with 1000 if it did not say otherwise), when it throws, with
    /// 1011.
    package typealias Handler = @Sendable (WebSocket) async throws -> Void

    /// The client's key.
    package let key: String
    /// How much is taken from the client.
    package let limits: WebSocketLimits
    /// Talks.
    package let handler: Handler
}

extension Response {
    /// Agrees to a WebSocket.
    /// - Parameters:
    ///   - request: The client's opening handshake.
    ///   - subprotocol: The subprotocol to speak, one of those that the client offered (see
    ///     `WebSocketHandshake.offered(by:)`).
    ///   - limits: How much is taken from the client.
    ///   - handler: Talks.
    /// - Throws: A problem that says what the handshake lacks (RFC 6455, section 4.2.1): 400, or 426 with what this
    ///   server speaks.
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
