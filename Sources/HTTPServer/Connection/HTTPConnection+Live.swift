import Crypto
import EventLoop
import Foundation
import HTTPKit
import HTTPTypes

extension HTTPConnection {
    /// Sends a response, or leaves HTTP if it is a 101.
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

    /// Runs what goes on for as long as the client stays.
    nonisolated(nonsending) func live(_ isLive: Bool, _ body: nonisolated(nonsending) () async -> Sent) async -> Sent {
        guard isLive else { return await body() }
        // An idle stream holds no buffer.
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

    /// Talks WebSocket until its handler returns, and says why it is over. The connection ends then.
    private nonisolated(nonsending) func talk(_ upgrade: WebSocketUpgrade) async -> Sent {
        let wire = WebSocketWire(connection: self)
        let socket = WebSocket(wire: wire, limits: upgrade.limits)
        isStreaming = true
        defer { isUpgraded = false }
        do {
            try await upgrade.handler(socket)
            try await socket.close(.normal)
        } catch {
            // A handler that was cancelled since the server stops has nothing to be ashamed of.
            try? await socket.close(server.isDraining ? .goingAway : .internalError)
        }
        return Sent(bytes: wire.sent, wasCutOff: isBroken, goesOn: false)
    }
}

/// The answer to a client's key (RFC 6455, section 4.2.2, item 5.4). SHA-1 is what the RFC asks for; nothing secret
/// hangs on it.
enum WebSocketAccept {
    private static let suffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

    /// The value of `Sec-WebSocket-Accept`.
    static func value(for key: String) -> String {
        Data(Insecure.SHA1.hash(data: Array((key + suffix).utf8))).base64EncodedString()
    }
}
