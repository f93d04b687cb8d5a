/// Bytes that are appended at the end and consumed from the front.
struct ByteQueue {
    private(set) var bytes: [UInt8] = []
    /// How many bytes have been consumed.
    var consumed = 0

    var isEmpty: Bool { consumed == bytes.count }
    var count: Int { bytes.count - consumed }

    /// Appends received bytes, into a buffer of the pool if there is none.
    mutating func append(_ received: UnsafeRawBufferPointer, _ pool: LoopContext) {
        prepare(pool)
        bytes.append(contentsOf: received)
    }

    /// Lets a writer append to the buffer, one of the pool if there is none.
    mutating func write(_ pool: LoopContext, _ body: (inout [UInt8]) -> Void) {
        prepare(pool)
        body(&bytes)
    }

    /// Takes hold of a buffer, and moves what is left to its front once the consumed part outweighs it.
    private mutating func prepare(_ pool: LoopContext) {
        if bytes.capacity == 0 { bytes = pool.takeBuffer() }
        if consumed > 0, consumed >= bytes.count / 2 {
            bytes.removeSubrange(0..<consumed)
            consumed = 0
        }
    }

    /// Gives the buffer back to the pool if everything has been consumed: an idle connection holds none.
    mutating func releaseIfEmpty(_ pool: LoopContext) {
        guard isEmpty, bytes.capacity > 0 else { return }
        let buffer = bytes
        bytes = []
        consumed = 0
        pool.recycle(buffer)
    }

    /// Drops everything.
    mutating func clear() {
        bytes = []
        consumed = 0
    }
}
