import CLibPQ
import EventLoop

/// A libpq session on an event loop: sends commands without blocking, tells what comes back. Knows nothing of who
/// waits.
///
/// Belongs to its loop: made, used and closed there only.
final class PipelineSession {
    /// What comes from the server.
    enum Event {
        case answer(PipelineEvent<Rows>)
        case notification(channel: String, payload: String)
        /// The session is over; the last event.
        case lost(reason: String)
    }

    private let connection: OpaquePointer
    private let onEvent: (Event) -> Void
    private var watch: Watch?
    /// Commands that the server still has to answer.
    private var unanswered = 0
    /// libpq refused a command: the session is over, which is told at the next flush, not amid somebody's sending.
    private var hasFailed = false
    private(set) var isClosed = false

    /// Takes the session over and watches its socket. Throws when the socket can't be watched; the session is closed
    /// then.
    init(_ handle: SessionHandle, loop: EventLoop, onEvent: @escaping (Event) -> Void) throws {
        connection = handle.connection
        self.onEvent = onEvent
        do {
            watch = try loop.watch(PQsocket(connection), for: .read) { [weak self] in self?.ready($0) }
        } catch {
            PQfinish(connection)
            throw error
        }
    }

    deinit {
        if !isClosed { finish() }
    }

    /// Ends the session without telling.
    func close() {
        guard !isClosed else { return }
        finish()
    }

    private func finish() {
        isClosed = true
        watch?.cancel()
        PQfinish(connection)
    }

    /// The means to cancel what the server executes, to be used away from the loop. nil when there is no session.
    func cancellation() -> Cancellation? {
        isClosed ? nil : PQgetCancel(connection).map(Cancellation.init)
    }
}

// MARK: Sending

extension PipelineSession {
    /// Puts a command into libpq's buffer.
    func send(_ command: PipelineCommand) {
        guard !isClosed, !hasFailed else { return }
        unanswered += 1
        if put(command) == 0 { hasFailed = true }
    }

    private func put(_ command: PipelineCommand) -> Int32 {
        switch command {
        case .prepare(let name, let text): PQsendPrepare(connection, name, text, 0, nil)
        case .execute(let name, let parameters):
            parameters.withPointers { PQsendQueryPrepared(connection, name, Int32(parameters.count), $0, nil, nil, 0) }
        case .direct(let sql):
            sql.parameters.withPointers {
                PQsendQueryParams(connection, sql.text, Int32(sql.parameters.count), nil, $0, nil, nil, 0)
            }
        case .sync: PQpipelineSync(connection)
        }
    }

    /// Writes what the socket takes; the rest goes when it is ready again.
    func flush() {
        guard !isClosed else { return }
        if hasFailed { return lose() }
        switch PQflush(connection) {
        case 0: update(.read)
        case 1: update([.read, .write])
        default: lose()
        }
    }

    private func update(_ interest: Interest) {
        do { try watch?.update(interest) } catch { lose(reason: "\(error)") }
    }
}

// MARK: Receiving

extension PipelineSession {
    private func ready(_ readiness: Readiness) {
        guard PQconsumeInput(connection) == 1 else {
            // What came before the end is still worth reading: often the reason.
            takeAnswers()
            return lose()
        }
        takeAnswers()
        takeNotifications()
        if readiness.contains(.write) { flush() }
    }

    /// libpq ends each command's results with one nil; two in a row mean that it has nothing more.
    private func takeAnswers() {
        var nils = 0
        while !isClosed, unanswered > 0, nils < 2, PQisBusy(connection) == 0 {
            guard let result = PQgetResult(connection) else {
                nils += 1
                continue
            }
            nils = 0
            take(result)
        }
    }

    private func take(_ result: OpaquePointer) {
        let status = PQresultStatus(result)
        if status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK {
            return answer(.done(Rows(storage: ResultStorage(result))))
        }
        defer { PQclear(result) }
        switch status {
        case PGRES_PIPELINE_SYNC: answer(.synced)
        case PGRES_PIPELINE_ABORTED: answer(.aborted)
        default: failed(LibPQ.error(of: result))
        }
    }

    private func failed(_ error: ServerError) {
        if error.endsSession { return lose(reason: "\(error.message) (\(error.sqlState))") }
        answer(.failed(error))
    }

    private func answer(_ event: PipelineEvent<Rows>) {
        unanswered -= 1
        onEvent(.answer(event))
    }

    private func takeNotifications() {
        while !isClosed, let notification = PQnotifies(connection) {
            defer { PQfreemem(notification) }
            let channel = String(cString: notification.pointee.relname)
            onEvent(.notification(channel: channel, payload: String(cString: notification.pointee.extra)))
        }
    }

    /// Closes, and tells why.
    func lose(reason: String? = nil) {
        guard !isClosed else { return }
        let reason = reason ?? LibPQ.message(of: connection)
        finish()
        onEvent(.lost(reason: reason))
    }
}
