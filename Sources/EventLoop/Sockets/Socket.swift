import CEpoll
import Glibc

/// A connected, non-blocking stream socket: the calls of a connection, with the descriptor as their only state.
package struct Socket: Sendable {
    /// The descriptor.
    package let descriptor: CInt

    /// Wraps a descriptor.
    package init(descriptor: CInt) {
        self.descriptor = descriptor
    }

    /// How a call ended.
    package enum Outcome: Sendable, Equatable {
        /// So many bytes were moved; zero when receiving is the end of the stream.
        case moved(Int)
        /// Nothing can be moved now.
        case wouldBlock
        /// The connection is broken.
        case failed(CInt)
    }

    /// Receives what fits into the buffer.
    package func receive(into buffer: UnsafeMutableRawBufferPointer) -> Outcome {
        while true {
            let count = cepoll_receive(descriptor, buffer.baseAddress, buffer.count)
            if count >= 0 { return .moved(count) }
            if errno != EINTR { return Self.outcome(of: errno) }
        }
    }

    /// Sends what the socket takes; never raises SIGPIPE.
    package func send(_ bytes: UnsafeRawBufferPointer) -> Outcome {
        while true {
            let count = cepoll_send(descriptor, bytes.baseAddress, bytes.count)
            if count >= 0 { return .moved(count) }
            if errno != EINTR { return Self.outcome(of: errno) }
        }
    }

    /// Says that nothing more will be sent (FIN); receiving goes on.
    package func shutdownWriting() {
        _ = shutdown(descriptor, CInt(SHUT_WR))
    }

    /// Sends small packets at once instead of gathering them (Nagle's algorithm waits for the peer's delayed
    /// acknowledgement).
    package func disableNagle() {
        _ = cepoll_set_option(descriptor, cepoll_level_tcp, TCP_NODELAY, 1)
    }

    /// Gives the connection up when what was sent stays unacknowledged for so long (TCP_USER_TIMEOUT, tcp(7)).
    package func setAcknowledgementTimeout(_ time: Duration) {
        _ = cepoll_set_option(
            descriptor, cepoll_level_tcp, TCP_USER_TIMEOUT, CInt(clamping: time.nanoseconds / 1_000_000))
    }

    /// Closes the descriptor.
    package func close() {
        _ = Glibc.close(descriptor)
    }

    private static func outcome(of code: CInt) -> Outcome {
        code == EAGAIN || code == EWOULDBLOCK ? .wouldBlock : .failed(code)
    }
}
