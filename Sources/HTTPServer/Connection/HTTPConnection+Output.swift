import EventLoop
import Glibc
import HTTPKit

extension HTTPConnection {
    /// Appends to the output, which is sent when the loop's turn ends: head and body, and all responses of the turn, in
    /// one call.
    func write(_ body: (inout [UInt8]) -> Void) {
        guard !isBroken else { return }
        output.write(context, body)
        guard !isFlushScheduled, mayWrite else { return }
        isFlushScheduled = true
        context.loop.atEndOfTick { [self] in
            isFlushScheduled = false
            flush()
        }
    }

    /// Sends what the socket takes.
    func flush() {
        while !isBroken, !output.isEmpty, mayWrite {
            let outcome = output.bytes.withUnsafeBytes {
                socket.send(UnsafeRawBufferPointer(rebasing: $0[output.consumed...]))
            }
            switch outcome {
            case .moved(let count):
                output.consumed += count
                writeDeadline = 0
            case .wouldBlock: mayWrite = false
            case .failed: markBroken()
            }
        }
        output.releaseIfEmpty(context)
        if !output.isEmpty, writeDeadline == 0 {
            writeDeadline = context.loop.now &+ limits.writeStallTimeout.nanoseconds
        }
        if isBroken || output.count <= limits.outputLowWater { resumeWriter() }
    }

    /// Waits until at most so many bytes of output are left, or the connection is broken.
    nonisolated(nonsending) func drainOutput(to count: Int) async {
        while !isBroken, output.count > count {
            flush()
            if isBroken || output.count <= count { return }
            await withUnsafeContinuation { writer = $0 }
        }
    }

    /// Waits while too much output is waiting for the client.
    nonisolated(nonsending) func waitForRoom() async {
        if output.count > limits.outputHighWater { await drainOutput(to: limits.outputLowWater) }
    }

    /// Nothing more can be written or read: whoever waits for either is told.
    func markBroken() {
        isBroken = true
        output.clear()
        writeDeadline = 0
        resumeWriter()
        resumeReader()
    }

    /// Sends what is left, says that nothing follows, and reads on for a while so that the client gets to read it all.
    nonisolated(nonsending) func finish() async {
        isStreaming = false
        while !isBroken, !output.isEmpty { await drainOutput(to: 0) }
        if isBroken || didInputEnd { return }
        socket.shutdownWriting()
        input.clear()
        let deadline = MonotonicClock.now() &+ limits.lingerTimeout.nanoseconds
        while case .bytes = await moreInput(until: deadline) { input.clear() }
    }

    /// Cuts the connection so that the client sees that the response is not whole.
    func reset() {
        var linger = linger(l_onoff: 1, l_linger: 0)
        setsockopt(socket.descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
        markBroken()
    }
}
