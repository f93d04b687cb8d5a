import EventLoop
import Glibc
import HTTPKit

extension HTTPConnection {
    /// Appends to the output, which is sent at the end of the loop's turn. Head and body, and all responses of a turn,
    /// are sent in one call.
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

    /// Sends as much as the socket accepts.
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

    /// Waits until at most `count` bytes of output are left, or the connection is broken.
    nonisolated(nonsending) func drainOutput(to count: Int) async {
        while !isBroken, output.count > count {
            flush()
            if isBroken || output.count <= count { return }
            await withUnsafeContinuation { writer = $0 }
        }
    }

    /// Applies backpressure: waits if the output exceeds the high-water mark.
    nonisolated(nonsending) func waitForRoom() async {
        if output.count > limits.outputHighWater { await drainOutput(to: limits.outputLowWater) }
    }

    /// Marks the connection as broken: nothing can be read or written any more. Resumes the tasks that wait for either.
    func markBroken() {
        isBroken = true
        output.clear()
        writeDeadline = 0
        resumeWriter()
        resumeReader()
    }

    /// Sends the remaining output and FIN, and reads for ``ServerLimits/lingerTimeout``, so that the client can receive
    /// everything.
    nonisolated(nonsending) func finish() async {
        isStreaming = false
        while !isBroken, !output.isEmpty { await drainOutput(to: 0) }
        if isBroken || didInputEnd { return }
        socket.shutdownWriting()
        input.clear()
        let deadline = MonotonicClock.now() &+ limits.lingerTimeout.nanoseconds
        while case .bytes = await moreInput(until: deadline) { input.clear() }
    }

    /// Resets the connection, so that the client detects that the response is incomplete.
    func reset() {
        var linger = linger(l_onoff: 1, l_linger: 0)
        setsockopt(socket.descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
        markBroken()
    }
}
