import EventLoop

/// A connection's pipeline and its session, if one is open. Queues statements and delivers results.
///
/// Invariant for `@unchecked Sendable`: everything but `loop` is accessed only on `loop`.
final class Wire: @unchecked Sendable {
    /// The maximum number of statements under one Sync. Limits how many one error can abort, and what the server
    /// buffers.
    static let batchLimit = 128

    let loop: EventLoop
    /// How long a session with outstanding responses may be silent.
    private let silenceLimit: Duration
    private(set) var pipeline: Pipeline<PendingStatement, Rows>
    private var session: PipelineSession?
    private var isFlushScheduled = false
    private var isWatchingSilence = false
    private var answers = 0
    /// Called when the session is lost, before the statements in flight on it are completed, so that no waiting task
    /// reuses the broken connection.
    var onLost: ((_ reason: String) -> Void)?
    var onNotification: ((_ channel: String, _ payload: String) -> Void)?

    /// - Parameter batchesInFlight: the maximum number of Syncs in flight. While the limit is reached, statements
    ///   accumulate, so batches grow with the load.
    init(_ configuration: PostgresConfiguration, loop: EventLoop, batchesInFlight: Int) {
        self.loop = loop
        silenceLimit = configuration.statementTimeout + configuration.silenceGrace
        pipeline = Pipeline(
            statements: configuration.preparedStatements, batchLimit: Self.batchLimit,
            batchesInFlightLimit: batchesInFlight)
    }

    var isOpen: Bool { session != nil }

    /// Attaches a session. Waiting statements are sent by the next flush.
    func attach(_ handle: SessionHandle) throws {
        session = try PipelineSession(handle, loop: loop) { [weak self] in self?.receive($0) }
    }

    /// Ends the session. Statements in flight fail as lost, except reads, which are queued again.
    func close(reason: String) {
        session?.lose(reason: reason)
    }

    // MARK: Sending

    /// Queues a statement. It is sent at the end of the loop iteration, with all others of that iteration.
    func submit(_ statement: PendingStatement) {
        enqueue(statement)
        scheduleFlush()
    }

    /// Queues a statement without scheduling a flush; the caller must flush.
    func enqueue(_ statement: PendingStatement) {
        pipeline.submit(statement.query)
    }

    /// Sends waiting statements at the end of the loop iteration.
    func scheduleFlush() {
        guard session != nil, !isFlushScheduled else { return }
        isFlushScheduled = true
        loop.atEndOfTick { [self] in
            isFlushScheduled = false
            flush()
        }
    }

    /// Sends waiting statements now.
    func flush() {
        guard let session else { return }
        pipeline.flush(session.send)
        session.flush()
        watchSilence()
    }

    /// Removes a statement that has not been sent. false if it is in flight.
    func withdraw(_ statement: PendingStatement) -> Bool {
        pipeline.withdraw(statement)
    }

    /// Fails all waiting statements, for example when the server remains unavailable.
    func failWaiting(_ error: PostgresError) {
        for completion in pipeline.failWaiting(error) { completion.deliver() }
    }

    /// Asks the server to cancel the statement if it is executing it, then calls `then`, on any thread.
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
        // A COMMIT failed: libpq's versions differ in what they report afterwards.
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

    /// The server cancels statements that exceed the timeout, so a session that is silent for even longer has lost its
    /// server.
    private func watchSilence() {
        guard !isWatchingSilence, !pipeline.isIdle else { return }
        isWatchingSilence = true
        let seen = answers
        loop.schedule(after: silenceLimit) { [weak self] in self?.checkSilence(since: seen) }
    }

    private func checkSilence(since seen: Int) {
        isWatchingSilence = false
        guard !pipeline.isIdle else { return }
        if answers == seen { return close(reason: "the server does not respond") }
        watchSilence()
    }
}
