import CEpoll
import Glibc

/// A connected, non-blocking stream socket. The descriptor is its only state.
package struct Socket: Sendable {
    package let descriptor: CInt

    package init(descriptor: CInt) {
        self.descriptor = descriptor
    }

    /// The result of sending or receiving.
    package enum Outcome: Sendable, Equatable {
        /// The number of bytes transferred; when receiving, zero means the end of the stream.
        case moved(Int)
        /// Nothing can be transferred now (EAGAIN).
        case wouldBlock
        /// The connection is broken; the value is the errno.
        case failed(CInt)
    }

    /// Receives up to the size of the buffer.
    package func receive(into buffer: UnsafeMutableRawBufferPointer) -> Outcome {
        while true {
            let count = cepoll_receive(descriptor, buffer.baseAddress, buffer.count)
            if count >= 0 { return .moved(count) }
            if errno != EINTR { return Self.outcome(of: errno) }
        }
    }

    /// Sends as much as the socket's buffer accepts; never raises SIGPIPE.
    package func send(_ bytes: UnsafeRawBufferPointer) -> Outcome {
        while true {
            let count = cepoll_send(descriptor, bytes.baseAddress, bytes.count)
            if count >= 0 { return .moved(count) }
            if errno != EINTR { return Self.outcome(of: errno) }
        }
    }

    /// Sends FIN: nothing more will be sent, but data can still be received.
    package func shutdownWriting() {
        _ = shutdown(descriptor, CInt(SHUT_WR))
    }

    /// Sends small packets immediately. Nagle's algorithm would gather them until the peer sends its delayed
    /// acknowledgement.
    package func disableNagle() {
        _ = cepoll_set_option(descriptor, cepoll_level_tcp, TCP_NODELAY, 1)
    }

    /// Sets how long sent data may stay unacknowledged before the connection is closed (TCP_USER_TIMEOUT, tcp(7)).
    package func setAcknowledgementTimeout(_ time: Duration) {
        _ = cepoll_set_option(
            descriptor, cepoll_level_tcp, TCP_USER_TIMEOUT, CInt(clamping: time.nanoseconds / 1_000_000))
    }

    package func close() {
        _ = Glibc.close(descriptor)
    }

    private static func outcome(of code: CInt) -> Outcome {
        code == EAGAIN || code == EWOULDBLOCK ? .wouldBlock : .failed(code)
    }
}
