import CLibCurl
import Glibc
import HTTPKit

/// The event loop of the transport's thread. It owns the multi handle and all transfers; nothing else accesses them.
final class CurlEngine {
    private let multi: UnsafeMutableRawPointer
    private let mailbox: CurlMailbox
    private let configuration: CurlConfiguration
    private var transfers: [UnsafeMutableRawPointer: CurlTransfer] = [:]
    private var handles: [UInt64: UnsafeMutableRawPointer] = [:]
    private var idle: [CurlHandle] = []

    /// The maximum number of easy handles kept for later transfers. Each takes a few kilobytes.
    private static let maximumIdleHandles = 64
    /// How long the thread sleeps if nothing happens, in milliseconds; a command wakes it immediately.
    private static let longestSleep: Int32 = 60_000

    /// Takes ownership of `multi`.
    init(_ multi: UnsafeMutableRawPointer, mailbox: CurlMailbox, configuration: CurlConfiguration) {
        self.multi = multi
        self.mailbox = mailbox
        self.configuration = configuration
        _ = tgw_multi_set_long(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, configuration.maximumConnections)
        _ = tgw_multi_set_long(multi, CURLMOPT_MAXCONNECTS, configuration.maximumConnections)
    }

    /// Processes transfers until the stop command.
    func run() {
        blockBrokenPipeSignals()
        while mailbox.take().allSatisfy(obey) {
            var running: Int32 = 0
            curl_multi_perform(multi, &running)
            finishTransfers()
            expireStreams()
            _ = tgw_multi_poll(multi, sleep)
        }
        close()
    }

    /// Aborts the streams that have not begun in time.
    private func expireStreams() {
        let now = ContinuousClock.now
        for transfer in Array(transfers.values) where transfer.deadline.map({ $0 <= now }) ?? false {
            finish(transfer, .failure(transfer.expiry()))
        }
    }

    /// How long to sleep until the next deadline of a stream, in milliseconds.
    private var sleep: Int32 {
        guard let next = transfers.values.compactMap(\.deadline).min() else { return Self.longestSleep }
        let milliseconds = (next - ContinuousClock.now) / Duration.milliseconds(1)
        return Int32(min(max(milliseconds.rounded(.up), 0), Double(Self.longestSleep)))
    }

    /// Blocks SIGPIPE on this thread, which does all the writing: writing to a connection that the server closed would
    /// otherwise end the process. libcurl does not handle the signal under `CURLOPT_NOSIGNAL`, and OpenSSL writes
    /// without `MSG_NOSIGNAL`.
    private func blockBrokenPipeSignals() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    /// Executes a command; returns false for the stop command.
    private func obey(_ command: CurlCommand) -> Bool {
        switch command {
        case .start(let order): start(order)
        case .cancel(let id): cancel(id)
        case .stop: return false
        }
        return true
    }

    private func start(_ order: CurlOrder) {
        guard let handle = idle.popLast() ?? CurlHandle() else {
            order.continuation.resume(throwing: TransportError(.connect, detail: "libcurl returned no handle"))
            return
        }
        let transfer = CurlTransfer(order, on: handle, configuration: configuration)
        transfer.attach()
        transfers[handle.easy] = transfer
        handles[order.id] = handle.easy
        let code = curl_multi_add_handle(multi, handle.easy)
        if code != CURLM_OK {
            finish(transfer, .failure(TransportError(.connect, detail: String(cString: curl_multi_strerror(code)))))
        }
    }

    private func cancel(_ id: UInt64) {
        guard let transfer = handles[id].flatMap({ transfers[$0] }) else { return }
        finish(transfer, .failure(transfer.cancellation()))
    }

    private func finishTransfers() {
        var finished = tgw_finished()
        while tgw_multi_next_finished(multi, &finished) {
            guard let transfer = transfers[finished.handle] else { continue }
            finish(transfer, transfer.outcome(of: finished.code))
        }
    }

    private func finish(_ transfer: CurlTransfer, _ outcome: Result<ClientResponse, TransportError>) {
        curl_multi_remove_handle(multi, transfer.handle.easy)
        transfers[transfer.handle.easy] = nil
        handles[transfer.order.id] = nil
        transfer.detach()
        if idle.count < Self.maximumIdleHandles { idle.append(transfer.handle) }
        transfer.order.continuation.resume(with: outcome.mapError { $0 as any Error })
    }

    private func close() {
        for command in mailbox.close() {
            if case .start(let order) = command { order.continuation.resume(throwing: CurlTransport.closed) }
        }
        for transfer in Array(transfers.values) { finish(transfer, .failure(transfer.cancellation())) }
        idle = []
        curl_multi_cleanup(multi)
        mailbox.release()
    }
}
