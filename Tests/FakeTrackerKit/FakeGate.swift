/// Where a call stops once it was carried out, until its reply is let go: what becomes of the caller in between is up
/// to the test.
package final class FakeGate: Sendable {
    private let calls: AsyncStream<Void>
    private let call: AsyncStream<Void>.Continuation
    private let openings: AsyncStream<Void>
    private let opening: AsyncStream<Void>.Continuation

    /// Makes one that is shut.
    package init() {
        (calls, call) = AsyncStream.makeStream()
        (openings, opening) = AsyncStream.makeStream()
    }

    /// Waits until a call was carried out.
    package func reached() async { for await _ in calls { return } }

    /// Lets replies go, that of the call and all later ones.
    package func open() { opening.finish() }

    /// Tells of a call that was carried out, and waits.
    func pass() async {
        call.yield()
        for await _ in openings {}
    }
}
