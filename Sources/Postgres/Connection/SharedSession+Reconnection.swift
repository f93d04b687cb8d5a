import EventLoop
import Logging
import Primitives
import Synchronization

/// Connecting and reconnecting. Everything but `start` and `stop` runs on the loop.
extension SharedSession {
    /// The failure count is reset once a session has lasted this long, so that sessions that drop immediately keep
    /// backing off.
    private static let stableAfter: Duration = .seconds(1)

    /// Starts connecting. From any thread.
    /// - Parameter onUnavailable: called on the loop if the server is still unavailable after the grace period.
    func start(onUnavailable: (@Sendable (PostgresError) -> Void)? = nil) {
        loop.submit { [self] in
            self.onUnavailable = onUnavailable
            wire.onLost = { [weak self] in self?.lost($0) }
            startGrace()
            connect()
        }
    }

    /// Ends the session for good and fails waiting statements. From any thread.
    func stop() async {
        await withCheckedContinuation { continuation in
            loop.submit { [self] in
                isStopped = true
                graceTimer?.cancel()
                retryTimer?.cancel()
                wire.close(reason: "the client is shut down")
                wire.failWaiting(.clientClosed)
                continuation.resume()
            }
        }
    }

    private func connect() {
        Task { [self] in
            do {
                let handle = try await BlockingWork.run { [configuration] in try Connector.connect(configuration) }
                loop.submit { self.connected(handle) }
            } catch {
                loop.submit { self.failed("\(error)") }
            }
        }
    }

    private func connected(_ handle: SessionHandle) {
        do { try wire.attach(handle) } catch { return failed("\(error)") }
        if isStopped { return wire.close(reason: "the client is shut down") }
        if failures > 0 { logger.notice("PostgreSQL is available again", metadata: ["failures": "\(failures)"]) }
        let session = connects.wrappingAdd(1, ordering: .relaxed).newValue
        loop.schedule(after: Self.stableAfter) { [weak self] in self?.forgetFailures(of: session) }
        graceTimer?.cancel()
        graceTimer = nil
        isUp = true
        isUnavailable = false
        onConnected?()
        wire.flush()
    }

    private func forgetFailures(of session: Int) {
        if isUp, connects.load(ordering: .relaxed) == session { failures = 0 }
    }

    private func lost(_ reason: String) {
        isUp = false
        guard !isStopped else { return }
        logger.warning("connection to PostgreSQL lost", metadata: ["reason": "\(reason)"])
        startGrace()
        failed(reason)
    }

    private func failed(_ reason: String) {
        lastReason = reason
        failures += 1
        guard !isStopped else { return }
        if failures == 1 { logger.warning("no connection to PostgreSQL", metadata: ["reason": "\(reason)"]) }
        let delay = configuration.reconnection.delay(afterFailures: failures, random: configuration.random())
        retryTimer = loop.schedule(after: delay) { [weak self] in self?.connect() }
    }

    private func startGrace() {
        guard graceTimer == nil, !isUnavailable else { return }
        graceTimer = loop.schedule(after: configuration.outageGrace) { [weak self] in self?.giveUp() }
    }

    private func giveUp() {
        graceTimer = nil
        isUnavailable = true
        logger.error("PostgreSQL is unavailable", metadata: ["reason": "\(lastReason)"])
        wire.failWaiting(outage)
        onUnavailable?(outage)
    }
}
