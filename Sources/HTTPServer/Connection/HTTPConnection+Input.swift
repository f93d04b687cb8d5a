import EventLoop
import HTTPKit

extension HTTPConnection {
    /// How waiting for input ended.
    enum Input {
        /// Bytes were appended to the input.
        case bytes(Int)
        /// The peer sends no more, or the connection is broken.
        case ended
        /// The deadline passed.
        case timedOut
    }

    /// The next event in the bytes that are here; nil when more are needed.
    func parse() throws(MessageError) -> RequestParser.Event? {
        var offset = input.consumed
        let outcome = input.bytes.withUnsafeBufferPointer { bytes in
            Result { () throws(MessageError) in try parser.next(bytes, &offset) }
        }
        input.consumed = offset
        return try outcome.get()
    }

    /// Waits for input until the deadline (in nanoseconds of the loop's clock).
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

    /// Receives what is there; nil when there is nothing now.
    func receive() -> Input? {
        if didInputEnd || isBroken { return .ended }
        guard mayRead else { return nil }
        switch socket.receive(into: context.scratch) {
        case .moved(0):
            didInputEnd = true
            return .ended
        case .moved(let count):
            // Less than there was room for: the socket is empty, and a new event will come (epoll(7)), unless its end
            // has been told.
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
