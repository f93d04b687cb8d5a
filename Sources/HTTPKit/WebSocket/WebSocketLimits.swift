/// How much a WebSocket takes from its peer (RFC 6455, section 10.4).
package struct WebSocketLimits: Sendable, Hashable {
    /// Bytes of a message, all of its fragments together; more fails the connection with 1009.
    package var messageBytes: Int

    /// Makes limits.
    package init(messageBytes: Int = 1 << 20) {
        self.messageBytes = messageBytes
    }
}
