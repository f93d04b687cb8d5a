import Gateway

/// A queue of the greetings that a gateway reports.
final class Greetings: Sendable {
    private let stream: AsyncStream<GatewayGreeting>
    private let continuation: AsyncStream<GatewayGreeting>.Continuation

    init() {
        (stream, continuation) = AsyncStream.makeStream()
    }

    func add(_ greeting: GatewayGreeting) { continuation.yield(greeting) }

    func finish() { continuation.finish() }

    /// Waits for the next greeting; nil if the gateway stops first.
    func next() async -> GatewayGreeting? {
        var iterator = stream.makeAsyncIterator()
        return await iterator.next()
    }
}
