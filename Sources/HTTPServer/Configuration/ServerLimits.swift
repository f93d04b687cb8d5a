package import HTTPKit

/// Every limit and every time-out of the server. Each can be changed by configuration; each has its reason.
package struct ServerLimits: Sendable, Hashable {
    /// How much a message may hold: request line, header, body, chunk extensions, trailers.
    package var message = ParserLimits()

    // MARK: Numbers

    /// Connections open at a time; further ones get 503. Bounds memory: an idle one costs a few KiB. Those that carry
    /// live responses do not count: who makes live responses bounds their number.
    package var connections: Int = 10_000
    /// Requests whose handlers run at a time; further ones get 503 with `Retry-After`. A streamed response no longer
    /// counts once it has begun.
    package var requestsInFlight: Int = 2_000
    /// What bodies may hold in memory while they arrive; a request whose body finds no room gets 503 with
    /// `Retry-After`.
    package var bodyMemory = BodyMemoryLimits()
    /// Bytes of responses that wait for a client to read; above it the handler's stream, and the connection's next
    /// request, wait.
    package var outputHighWater: Int = 256 << 10
    /// Once so few bytes wait, the handler goes on.
    package var outputLowWater: Int = 64 << 10

    // MARK: Times

    /// How long a connection may be silent before its first request and between two requests (RFC 9112, section 9.5).
    package var idleTimeout: Duration = .seconds(60)
    /// How long a header may take from its first byte to its last, however steadily it drips (slowloris); 408 after it.
    package var headerTimeout: Duration = .seconds(15)
    /// How long a body may be waited for at a stretch, whatever its size and whatever came before; 408 after it. Only
    /// time that the server spends waiting counts.
    package var bodyGrace: Duration = .seconds(20)
    /// How many bytes earn another second of waiting, up to the grace: a body must come at this rate, not on average
    /// but all the time.
    package var bodyBytesPerSecond: Int = 1_000
    /// How long a client may take nothing of a response that is waiting for it; the connection is cut after it.
    package var writeStallTimeout: Duration = .seconds(30)
    /// After an error or `Connection: close` the server stops sending and reads on for so long: closing with unread
    /// input would make the system reset the connection, and the client might lose the response (RFC 9112, section
    /// 9.6).
    package var lingerTimeout: Duration = .seconds(2)
    /// While draining, an idle connection is kept so long for a request that may be on its way.
    package var drainIdleGrace: Duration = .seconds(1)
    /// While draining, a streamed response may go on for so long; then its task is cancelled. A live stream would never
    /// end by itself.
    package var drainStreamGrace: Duration = .seconds(3)

    /// How long what was sent on a live response may stay unacknowledged: the peer is gone without a word
    /// (TCP_USER_TIMEOUT, tcp(7)).
    package var liveAcknowledgementTimeout: Duration = .seconds(60)

    /// The defaults.
    package init() {}

    /// How often time-outs are looked for: a fraction of the shortest, but not more often than needed.
    var sweepInterval: Duration {
        let all = [
            idleTimeout, headerTimeout, bodyGrace, writeStallTimeout, lingerTimeout, drainIdleGrace, drainStreamGrace,
        ]
        let shortest = all.min() ?? idleTimeout
        return max(.milliseconds(2), min(.milliseconds(250), shortest / 4))
    }
}
