import EventLoop

/// One connection's pipeline and, while there is a session, its session: queues statements and hands out results.
///
/// Invariant for `@unchecked Sendable`: everything but `loop` is touched on `loop` only.
final class Wire: @unchecked Sendable {
    /// Statements under one Sync at most: keeps one error's sweep, and what the server holds, in bounds.
    static let batchLimit = 128

    let loop: EventLoop
    /// How long a session may owe answers without sending any.
    private let silenceLimit: Duration
    private(set) var pipeline: Pipeline<PendingStatement, Rows>
    private var session: PipelineSession?
    private var isFlushScheduled = false
    private var isWatchingSilence = false
    private var answers = 0
    /// Called when the session is lost, before what it took with it is settled: nobody may take it for good then.
    var onLost: ((_ reason: String) -> Void)?
    /// Called for each notification.
    var onNotification: ((_ channel: String, _ payload: String) -> Void)?

    /// - Parameter batchesInFlight: Syncs under way at most. While they are, statements gather: the busier, the larger
    ///   the batches.
    init(_ configuration: PostgresConfiguration, loop: EventLoop, batchesInFlight: Int) {
        self.loop = loop
        silenceLimit = configuration.statementTimeout + configuration.silenceGrace
        pipeline = Pipeline(
            statements: configuration.preparedStatements, batchLimit: Self.batchLimit,
            batchesInFlightLimit: batchesInFlight)
    }

    /// Whether there is a session.
    var isOpen: Bool { session != nil }

    /// Starts to use a session. What waits is sent with the next flush.
    func attach(_ handle: SessionHandle) throws {
        session = try PipelineSession(handle, loop: loop) { [weak self] in self?.receive($0) }
    }

    /// Ends the session; what was under way is settled as lost, reads excepted.
    func close(reason: String) {
        session?.lose(reason: reason)
    }

    // MARK: Sending

    /// Queues a statement. It goes out at the end of the loop's turn, with all others of that turn.
    func submit(_ statement: PendingStatement) {
        enqueue(statement)
        scheduleFlush()
    }

    /// Queues a statement for a flush that the caller sees to.
    func enqueue(_ statement: PendingStatement) {
        pipeline.submit(statement.query)
    }

    /// Sends what waits at the end of the loop's turn.
    func scheduleFlush() {
        guard session != nil, !isFlushScheduled else { return }
        isFlushScheduled = true
        loop.atEndOfTick { [self] in
            isFlushScheduled = false
            flush()
        }
    }

    /// Sends what waits now.
    func flush() {
        guard let session else { return }
        pipeline.flush(session.send)
        session.flush()
        watchSilence()
    }

    /// Takes a statement back that was not sent; false when it is under way.
    func withdraw(_ statement: PendingStatement) -> Bool {
        pipeline.withdraw(statement)
    }

    /// Settles what waits, as when the server stays away.
    func failWaiting(_ error: PostgresError) {
        for completion in pipeline.failWaiting(error) { completion.deliver() }
    }

    /// Asks the server to stop what it executes if that is this statement; then calls back, on any thread.
    func stopExecution(of statement: PendingStatement, then: (@Sendable () -> Void)? = nil) {
        guard pipeline.isExecuting(statement), let cancellation = session?.cancellation() else {
            then?()
            return
        }
        pipeline.strayCancellations += 1
        Task {
            await cancellation.send()
            then?()
        }
    }

    // MARK: Receiving

    private func receive(_ event: PipelineSession.Event) {
        switch event {
        case .answer(let answer): receive(answer)
        case .notification(let channel, let payload): onNotification?(channel, payload)
        case .lost(let reason): lost(reason)
        }
    }

    private func receive(_ answer: PipelineEvent<Rows>) {
        answers &+= 1
        let failsAtSync = if case .failed = answer { pipeline.isAtSync } else { false }
        pipeline.receive(answer)?.deliver()
        // A commit that failed: libpq's versions differ in what they tell after it.
        if failsAtSync { return close(reason: "a commit failed") }
        if case .synced = answer, !pipeline.waiting.isEmpty { scheduleFlush() }
    }

    private func lost(_ reason: String) {
        session = nil
        let lost = pipeline.connectionLost(reason: reason)
        onLost?(reason)
        for completion in lost { completion.deliver() }
    }

    // MARK: Silence

    /// The server ends statements that take too long; a session that stays silent even longer has lost its server.
    private func watchSilence() {
        guard !isWatchingSilence, !pipeline.isIdle else { return }
        isWatchingSilence = true
        let seen = answers
        loop.schedule(after: silenceLimit) { [weak self] in self?.checkSilence(since: seen) }
    }

    private func checkSilence(since seen: Int) {
        isWatchingSilence = false
        guard !pipeline.isIdle else { return }
        if answers == seen { return close(reason: "the server is silent") }
        watchSilence()
    }
}
