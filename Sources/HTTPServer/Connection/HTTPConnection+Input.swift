import EventLoop
import HTTPKit

extension HTTPConnection {
    /// The result of waiting for input.
    enum Input {
        /// This number of bytes was appended to the input.
        case bytes(Int)
        /// The peer has stopped sending, or the connection is broken.
        case ended
        /// The deadline passed.
        case timedOut
    }

    /// Parses the next event in the received bytes; nil if more are needed.
    func parse() throws(MessageError) -> RequestParser.Event? {
        var offset = input.consumed
        let outcome = input.bytes.withUnsafeBufferPointer { bytes in
            Result { () throws(MessageError) in try parser.next(bytes, &offset) }
        }
        input.consumed = offset
        return try outcome.get()
    }

    /// Waits for input until the deadline, in nanoseconds of the loop's clock; zero for no deadline.
    nonisolated(nonsending) func moreInput(until deadline: UInt64) async -> Input {
        readDeadline = deadline
        didReadTimeOut = false
        defer { readDeadline = 0 }
        while true {
            if let received = receive() { return received }
            if didReadTimeOut { return .timedOut }
            await withUnsafeContinuation { reader = $0 }
        }
    }

    /// Receives available input; nil if there is none.
    func receive() -> Input? {
        if didInputEnd || isBroken { return .ended }
        guard mayRead else { return nil }
        switch socket.receive(into: context.scratch) {
        case .moved(0):
            didInputEnd = true
            return .ended
        case .moved(let count):
            // A short read means that the socket is empty and that epoll will report new input (epoll(7)), unless the
            // end of the stream has already been reported.
            if count < context.scratch.count, !didPeerShutDown { mayRead = false }
            input.append(UnsafeRawBufferPointer(rebasing: context.scratch[..<count]), context)
            return .bytes(count)
        case .wouldBlock:
            mayRead = false
            return nil
        case .failed:
            markBroken()
            return .ended
        }
    }
}
