import CEpoll
@preconcurrency import Dispatch
import Glibc

/// A listening socket that accepts connections on a Dispatch queue.
///
/// `@unchecked Sendable`: `spare` and `source` are accessed on `queue` only; everything else is immutable.
package final class Listener: @unchecked Sendable {
    /// The address that the socket is bound to, with the actual port if port 0 was requested.
    package let address: SocketAddress
    private let descriptor: CInt
    private let backlog: Int
    private let queue: DispatchQueue
    private var source: (any DispatchSourceRead)?
    private var spare: CInt

    /// Callbacks for new connections, called on the accepting queue.
    package struct Events: Sendable {
        /// A connection was accepted. Receives its descriptor, which the callback must close, and the peer's address.
        package var accepted: @Sendable (CInt, SocketAddress) -> Void
        /// A connection could not be accepted, for example for lack of descriptors (EMFILE).
        package var refused: @Sendable (SystemError) -> Void

        package init(
            accepted: @escaping @Sendable (CInt, SocketAddress) -> Void,
            refused: @escaping @Sendable (SystemError) -> Void = { _ in }
        ) {
            self.accepted = accepted
            self.refused = refused
        }
    }

    /// The maximum number of connections accepted for one event, so that other work of the queue is not delayed.
    private static let acceptsPerEvent = 128
    /// How long to stop accepting if there is no spare descriptor either.
    private static let pauseWhenExhausted = DispatchTimeInterval.milliseconds(50)

    /// Binds and listens. Until `start`, the kernel queues connections.
    /// - Parameters:
    ///   - address: The address to bind to; port 0 for any free port.
    ///   - backlog: The maximum number of connections that the kernel queues until they are accepted.
    /// - Throws: `SystemError` naming the call that failed.
    package init(address: SocketAddress, backlog: Int) throws(SystemError) {
        descriptor = try Self.listen(address, backlog)
        self.backlog = backlog
        do {
            self.address = try SocketAddress.local(of: descriptor)
        } catch {
            Glibc.close(descriptor)
            throw error
        }
        spare = Self.openSpare()
        queue = DispatchQueue(label: "listener")
    }

    /// Starts accepting. Must be called only once.
    package func start(_ events: Events) {
        queue.async { [self] in
            let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
            source.setEventHandler { [self] in accept(events, atMost: Self.acceptsPerEvent) }
            source.setCancelHandler { [self] in
                // Serve the clients that connected before the listener was closed. The kernel queues one more than the
                // backlog; clients that connect meanwhile could otherwise keep the listener open.
                accept(events, atMost: max(backlog, 0) + 1)
                closeDescriptors()
            }
            self.source = source
            source.resume()
        }
    }

    /// Stops listening, so that the kernel refuses new connections. Returns when the descriptor is closed.
    package func close() async {
        await withCheckedContinuation { continuation in
            queue.async { [self] in
                // Dispatch allows closing a source's descriptor only in its cancel handler.
                if let source { source.cancel() } else { closeDescriptors() }
                source = nil
                queue.async { continuation.resume() }
            }
        }
    }

    private func closeDescriptors() {
        Glibc.close(descriptor)
        if spare >= 0 { Glibc.close(spare) }
        spare = -1
    }

    private func accept(_ events: Events, atMost limit: Int) {
        for _ in 0..<limit {
            var address = SocketAddress(
                storage: sockaddr_storage(), length: socklen_t(MemoryLayout<sockaddr_storage>.size))
            let connection = cepoll_accept(descriptor, &address.storage, &address.length)
            if connection >= 0 {
                events.accepted(connection, address)
            } else if !goOn(after: SystemError("accept4"), events) {
                return
            }
        }
    }

    /// Handles an error of `accept4`, and returns whether to accept again. If descriptors have run out, the spare one
    /// is closed to accept and close one connection. Otherwise that connection would keep the source ready forever
    /// (level-triggered), while its client waits.
    private func goOn(after error: SystemError, _ events: Events) -> Bool {
        switch error.code {
        case EAGAIN: return false
        case EINTR, ECONNABORTED, EPROTO: return true
        case EMFILE, ENFILE, ENOBUFS, ENOMEM:
            events.refused(error)
            return rejectOne()
        default:
            events.refused(error)
            return false
        }
    }

    private func rejectOne() -> Bool {
        guard spare >= 0 else {
            pause()
            return false
        }
        Glibc.close(spare)
        let connection = cepoll_accept(descriptor, nil, nil)
        if connection >= 0 { Glibc.close(connection) }
        spare = Self.openSpare()
        return connection >= 0
    }

    private func pause() {
        guard let source else { return }
        source.suspend()
        queue.asyncAfter(deadline: .now() + Self.pauseWhenExhausted) { [self] in
            spare = Self.openSpare()
            source.resume()
        }
    }

    private static func openSpare() -> CInt {
        open("/dev/null", O_RDONLY | O_CLOEXEC)
    }

    private static func listen(_ address: SocketAddress, _ backlog: Int) throws(SystemError) -> CInt {
        var address = address
        let descriptor = cepoll_stream_socket(address.family)
        if descriptor < 0 { throw SystemError("socket") }
        _ = cepoll_set_option(descriptor, cepoll_level_socket, SO_REUSEADDR, 1)
        if address.withMutablePointer({ bind(descriptor, $0, $1.pointee) }) < 0 {
            throw closing(descriptor, SystemError("bind"))
        }
        if Glibc.listen(descriptor, CInt(clamping: backlog)) < 0 { throw closing(descriptor, SystemError("listen")) }
        return descriptor
    }

    private static func closing(_ descriptor: CInt, _ error: SystemError) -> SystemError {
        Glibc.close(descriptor)
        return error
    }
}
