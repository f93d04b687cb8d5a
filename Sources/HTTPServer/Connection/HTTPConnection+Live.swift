import Crypto
import EventLoop
import Foundation
import HTTPKit
import HTTPTypes

extension HTTPConnection {
    /// Sends a response; if it is a 101, switches to WebSocket.
    nonisolated(nonsending) func sendOrUpgrade(_ response: Response, to request: Request, _ head: ParsedHead) async
        -> Sent
    {
        guard case .webSocket(let upgrade) = response.body else { return await send(response, to: request, head) }
        var response = response
        response.headers[.secWebSocketAccept] = WebSocketAccept.value(for: upgrade.key)
        let sent = await send(response, to: request, head)
        guard !sent.wasCutOff else { return sent }
        isUpgraded = true
        return await live(true) { await talk(upgrade) }
    }

    /// Runs `body`. If `isLive` is true, the connection is treated as live during that time (see `Response.isLive`).
    nonisolated(nonsending) func live(_ isLive: Bool, _ body: nonisolated(nonsending) () async -> Sent) async -> Sent {
        guard isLive else { return await body() }
        // Idle streams hold no buffer.
        input.releaseIfEmpty(context)
        socket.setAcknowledgementTimeout(limits.liveAcknowledgementTimeout)
        server.liveResponseDidBegin()
        self.isLive = true
        defer {
            self.isLive = false
            server.liveResponseDidEnd()
        }
        endLiveResponseIfAbandoned()
        return await body()
    }

    /// Serves a WebSocket until its handler returns, and sends a Close with the reason. The connection ends then.
    private nonisolated(nonsending) func talk(_ upgrade: WebSocketUpgrade) async -> Sent {
        let wire = WebSocketWire(connection: self)
        let socket = WebSocket(wire: wire, limits: upgrade.limits)
        isStreaming = true
        defer { isUpgraded = false }
        do {
            try await upgrade.handler(socket)
            try await socket.close(.normal)
        } catch {
            // If the server is draining, the handler was cancelled, which is not an error.
            try? await socket.close(server.isDraining ? .goingAway : .internalError)
        }
        return Sent(bytes: wire.sent, wasCutOff: isBroken, goesOn: false)
    }
}

/// The response to a client's key (RFC 6455, section 4.2.2, item 5.4). SHA-1 is required by the RFC, and not relied on
/// for security.
enum WebSocketAccept {
    private static let suffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

    static func value(for key: String) -> String {
        Data(Insecure.SHA1.hash(data: Array((key + suffix).utf8))).base64EncodedString()
    }
}
