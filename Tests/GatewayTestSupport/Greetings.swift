import Gateway

/// What a gateway tells when it starts, one after the other.
final class Greetings: Sendable {
    private let stream: AsyncStream<GatewayGreeting>
    private let continuation: AsyncStream<GatewayGreeting>.Continuation

    init() {
        (stream, continuation) = AsyncStream.makeStream()
    }

    func add(_ greeting: GatewayGreeting) { continuation.yield(greeting) }

    func finish() { continuation.finish() }

    /// The next one; nil when the gateway stops before it tells one.
    func next() async -> GatewayGreeting? {
        var iterator = stream.makeAsyncIterator()
        return await iterator.next()
    }
}
