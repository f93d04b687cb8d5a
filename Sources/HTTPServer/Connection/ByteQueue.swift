/// A queue of bytes in a buffer from the pool.
struct ByteQueue {
    private(set) var bytes: [UInt8] = []
    /// The number of bytes at the front of the buffer that have been consumed.
    var consumed = 0

    var isEmpty: Bool { consumed == bytes.count }
    var count: Int { bytes.count - consumed }

    /// Appends received bytes.
    mutating func append(_ received: UnsafeRawBufferPointer, _ pool: LoopContext) {
        prepare(pool)
        bytes.append(contentsOf: received)
    }

    /// Calls `body` to append to the buffer.
    mutating func write(_ pool: LoopContext, _ body: (inout [UInt8]) -> Void) {
        prepare(pool)
        body(&bytes)
    }

    /// Takes a buffer from the pool if there is none, and moves the remaining bytes to its front once at least half
    /// have been consumed.
    private mutating func prepare(_ pool: LoopContext) {
        if bytes.capacity == 0 { bytes = pool.takeBuffer() }
        if consumed > 0, consumed >= bytes.count / 2 {
            bytes.removeSubrange(0..<consumed)
            consumed = 0
        }
    }

    /// Returns the buffer to the pool if all bytes have been consumed, so that idle connections hold none.
    mutating func releaseIfEmpty(_ pool: LoopContext) {
        guard isEmpty, bytes.capacity > 0 else { return }
        let buffer = bytes
        bytes = []
        consumed = 0
        pool.recycle(buffer)
    }

    mutating func clear() {
        bytes = []
        consumed = 0
    }
}
