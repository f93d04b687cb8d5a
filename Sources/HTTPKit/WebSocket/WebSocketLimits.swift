/// Limits for what a WebSocket accepts from its peer (RFC 6455, section 10.4).
package struct WebSocketLimits: Sendable, Hashable {
    /// The maximum length of a message in bytes, all of its fragments together; a longer one fails the connection with
    /// 1009.
    package var messageBytes: Int

    package init(messageBytes: Int = 1 << 20) {
        self.messageBytes = messageBytes
    }
}
