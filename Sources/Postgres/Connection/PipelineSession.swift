import CLibPQ
import EventLoop

/// A non-blocking libpq session on an event loop. It sends commands and reports the server's responses as events; it
/// does not know which task waits for which.
///
/// Confined to its loop: create, use and close it only there.
final class PipelineSession {
    enum Event {
        case answer(PipelineEvent<Rows>)
        case notification(channel: String, payload: String)
        /// The session has ended; no further events follow.
        case lost(reason: String)
    }

    private let connection: OpaquePointer
    private let onEvent: (Event) -> Void
    private var watch: Watch?
    /// Commands for which the server's response is outstanding.
    private var unanswered = 0
    /// libpq rejected a command, so the session is unusable. That is reported at the next flush, not while a caller is
    /// sending.
    private var hasFailed = false
    private(set) var isClosed = false

    /// Takes ownership of the session and watches its socket. If the socket can't be watched, closes the session and
    /// throws.
    init(_ handle: SessionHandle, loop: EventLoop, onEvent: @escaping (Event) -> Void) throws {
        connection = handle.connection
        self.onEvent = onEvent
        // If this throws, the deinitializer closes the session.
        watch = try loop.watch(PQsocket(connection), for: .read) { [weak self] in self?.ready($0) }
    }

    deinit {
        if !isClosed { finish() }
    }

    /// Ends the session without reporting `.lost`.
    func close() {
        guard !isClosed else { return }
        finish()
    }

    private func finish() {
        isClosed = true
        watch?.cancel()
        PQfinish(connection)
    }

    /// A request to cancel the running statement, for use off the loop. nil if the session is closed.
    func cancellation() -> Cancellation? {
        isClosed ? nil : PQgetCancel(connection).map(Cancellation.init)
    }
}

// MARK: Sending

extension PipelineSession {
    /// Appends a command to libpq's output buffer.
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

    /// Writes as much as the socket accepts. The rest is written when the socket is ready again.
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
            // Data received before the end of the connection often contains the reason.
            takeAnswers()
            return lose()
        }
        takeAnswers()
        takeNotifications()
        if readiness.contains(.write) { flush() }
    }

    /// libpq ends each command's results with one nil; two in a row mean that no more are available.
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

    /// Closes the session and reports the reason.
    func lose(reason: String? = nil) {
        guard !isClosed else { return }
        let reason = reason ?? LibPQ.message(of: connection)
        finish()
        onEvent(.lost(reason: reason))
    }
}
