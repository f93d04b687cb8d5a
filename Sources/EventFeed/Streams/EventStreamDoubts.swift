/// News that callers may have changed, so that streams ask for theirs again: any number of them at a time are one.
struct EventStreamDoubts: Sendable {
    /// Comes for each time that callers are to be asked for. One reader.
    let news: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() { (news, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1)) }

    /// Has callers asked for soon.
    func add() { continuation.yield() }
}
