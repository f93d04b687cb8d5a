/// Requests to recheck the callers of streams. Pending requests are merged into one.
struct CallerRecheckRequests: Sendable {
    /// One element for each requested check. Supports a single reader.
    let news: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() { (news, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1)) }

    /// Requests a check.
    func add() { continuation.yield() }
}
