package import HTTPKit

/// The limits and timeouts of the server. All of them can be configured.
package struct ServerLimits: Sendable, Hashable {
    /// The limits for a message: request line, header, body, chunk extensions and trailers.
    package var message = ParserLimits()

    // MARK: Sizes and counts

    /// The maximum number of open connections; further ones get 503. It bounds the memory: an idle connection costs a
    /// few KiB. Connections with live responses do not count, because their number is limited where these are created.
    package var connections: Int = 10_000
    /// The maximum number of requests with running handlers; further ones get 503 with `Retry-After`. A streamed
    /// response does not count after it has begun.
    package var requestsInFlight: Int = 2_000
    /// The limits for bodies that are being received. A request whose body exceeds them gets 503 with `Retry-After`.
    package var bodyMemory = BodyMemoryLimits()
    /// The number of unsent response bytes above which the stream of the handler, and the connection's next request,
    /// have to wait (high-water mark).
    package var outputHighWater: Int = 256 << 10
    /// The number of unsent response bytes at which the handler continues (low-water mark).
    package var outputLowWater: Int = 64 << 10

    // MARK: Timeouts

    /// How long a connection may be idle before its first request and between requests (RFC 9112, section 9.5).
    package var idleTimeout: Duration = .seconds(60)
    /// The maximum time from the first byte of a header to its last, even if bytes keep arriving (slowloris); 408 after
    /// that.
    package var headerTimeout: Duration = .seconds(15)
    /// The longest uninterrupted wait for more bytes of a body, whatever its size; 408 after that. Only time that the
    /// server spends waiting counts.
    package var bodyGrace: Duration = .seconds(20)
    /// The number of received bytes that extend the wait for a body by a second, up to the grace. The client must keep
    /// up this rate at all times, not only on average.
    package var bodyBytesPerSecond: Int = 1_000
    /// How long a client may read nothing while response bytes are waiting to be sent; then the connection is closed.
    package var writeStallTimeout: Duration = .seconds(30)
    /// How long the server continues to read after an error or `Connection: close`, when it has stopped sending. If it
    /// closed the connection with unread input, the kernel would reset the connection, and the client might lose the
    /// response (RFC 9112, section 9.6).
    package var lingerTimeout: Duration = .seconds(2)
    /// While draining, how long an idle connection is kept open for a request that may already be on its way.
    package var drainIdleGrace: Duration = .seconds(1)
    /// While draining, how long a streamed response may continue until its task is cancelled. A live stream would never
    /// end on its own.
    package var drainStreamGrace: Duration = .seconds(3)

    /// How long data sent on a live response may stay unacknowledged before the peer is considered gone
    /// (TCP_USER_TIMEOUT, tcp(7)).
    package var liveAcknowledgementTimeout: Duration = .seconds(60)

    package init() {}

    /// How often timeouts are checked: a quarter of the shortest one, between 2 and 250 ms.
    var sweepInterval: Duration {
        let all = [
            idleTimeout, headerTimeout, bodyGrace, writeStallTimeout, lingerTimeout, drainIdleGrace, drainStreamGrace,
        ]
        let shortest = all.min() ?? idleTimeout
        return max(.milliseconds(2), min(.milliseconds(250), shortest / 4))
    }
}
