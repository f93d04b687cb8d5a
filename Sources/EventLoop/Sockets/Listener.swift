import CEpoll
@preconcurrency import Dispatch
import Glibc

/// A listening socket whose connections are accepted on a Dispatch queue.
///
/// `@unchecked Sendable`: `spare` and `source` are touched on `queue` only; everything else does not change.
package final class Listener: @unchecked Sendable {
    /// The address that it is bound to; its port is the real one when 0 was asked for.
    package let address: SocketAddress
    private let descriptor: CInt
    private let queue: DispatchQueue
    private var source: (any DispatchSourceRead)?
    private var spare: CInt

    /// What happens to connections, on the accepting queue.
    package struct Events: Sendable {
        /// A connection was accepted: its descriptor, which is now the callee's to close, and the peer's address.
        package var accepted: @Sendable (CInt, SocketAddress) -> Void
        /// A connection could not be accepted, for instance because descriptors are short (EMFILE); it was closed.
        package var refused: @Sendable (SystemError) -> Void

        /// Makes a set of callbacks.
        package init(
            accepted: @escaping @Sendable (CInt, SocketAddress) -> Void,
            refused: @escaping @Sendable (SystemError) -> Void = { _ in }
        ) {
            self.accepted = accepted
            self.refused = refused
        }
    }

    /// How many connections one event accepts at most, so that other work of the queue gets its turn.
    private static let acceptsPerEvent = 128
    /// How long accepting pauses when even the spare descriptor does not help.
    private static let pauseWhenExhausted = DispatchTimeInterval.milliseconds(50)

    /// Binds and listens; connections queue up in the system until `start`.
    /// - Parameters:
    ///   - address: Where; port 0 for any free one.
    ///   - backlog: How many connections may wait for being accepted.
    /// - Throws: `SystemError` naming the call that failed.
    package init(address: SocketAddress, backlog: Int) throws(SystemError) {
        descriptor = try Self.listen(address, backlog)
        do {
            self.address = try SocketAddress.local(of: descriptor)
        } catch {
            Glibc.close(descriptor)
            throw error
        }
        spare = Self.openSpare()
        queue = DispatchQueue(label: "listener")
    }

    /// Starts accepting; once.
    package func start(_ events: Events) {
        queue.async { [self] in
            let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
            source.setEventHandler { [self] in accept(events) }
            source.setCancelHandler { [self] in
                // Whoever had connected before is still served.
                accept(events)
                closeDescriptors()
            }
            self.source = source
            source.resume()
        }
    }

    /// Stops listening: who connects from now on is refused by the system. Returns when the descriptor is closed.
    package func close() async {
        await withCheckedContinuation { continuation in
            queue.async { [self] in
                // A source's descriptor may be closed only when the source has let go of it: in its cancel handler.
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

    private func accept(_ events: Events) {
        for _ in 0..<Self.acceptsPerEvent {
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

    /// Whether to accept again after an error. Out of descriptors, the spare one is given up to accept and close one
    /// connection: else the system would report it as ready for ever (level-triggered), and its client would wait.
    private func goOn(after error: SystemError, _ events: Events) -> Bool {
        switch error.code {
        case EAGAIN: return false
        case EINTR, ECONNABORTED, EPROTO: return true
        case EMFILE, ENFILE, ENOBUFS, ENOMEM:
            events.refused(error)
            return shedOne()
        default:
            events.refused(error)
            return false
        }
    }

    private func shedOne() -> Bool {
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
