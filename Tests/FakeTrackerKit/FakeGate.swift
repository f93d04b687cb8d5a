/// Holds the response of a call that has been performed until the test opens the gate, so that the test controls what
/// happens to the caller in the meantime.
package final class FakeGate: Sendable {
    private let calls: AsyncStream<Void>
    private let call: AsyncStream<Void>.Continuation
    private let openings: AsyncStream<Void>
    private let opening: AsyncStream<Void>.Continuation

    /// Creates a closed gate.
    package init() {
        (calls, call) = AsyncStream.makeStream()
        (openings, opening) = AsyncStream.makeStream()
    }

    /// Waits until a call has been performed and is held.
    package func reached() async { for await _ in calls { return } }

    /// Releases the held response and lets all later ones pass.
    package func open() { opening.finish() }

    /// Signals that a call has been performed, and waits until the gate is open.
    func pass() async {
        call.yield()
        for await _ in openings {}
    }
}
