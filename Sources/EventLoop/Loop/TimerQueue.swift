/// A binary heap of scheduled work, ordered by deadline. Cancelled entries stay until they are due or outnumber the
/// others.
struct TimerQueue {
    private var heap: [ScheduledWork] = []
    private var cancelled = 0

    /// The heap is not rebuilt for this many cancelled entries or fewer.
    private static let rebuildThreshold = 64

    /// The earliest deadline.
    var next: UInt64? { heap.first?.deadline }

    mutating func insert(_ work: ScheduledWork) {
        heap.append(work)
        siftUp(from: heap.count - 1)
    }

    /// Counts a cancellation. Removes the cancelled entries once they are the majority, so that a cancellation takes
    /// amortised logarithmic time.
    mutating func noteCancellation() {
        cancelled += 1
        guard cancelled > Self.rebuildThreshold, cancelled > heap.count / 2 else { return }
        heap = heap.filter { !$0.isCancelled }.sorted { $0.deadline < $1.deadline }
        cancelled = 0
    }

    /// Removes and returns the first entry if it is due; it may be cancelled.
    mutating func popDue(at now: UInt64) -> ScheduledWork? {
        guard let first = heap.first, first.deadline <= now else { return nil }
        let last = heap.removeLast()
        if !heap.isEmpty {
            heap[0] = last
            siftDown()
        }
        if first.isCancelled { cancelled = max(0, cancelled - 1) }
        return first
    }

    private mutating func siftUp(from start: Int) {
        var child = start
        while child > 0 {
            let parent = (child - 1) / 2
            if heap[parent].deadline <= heap[child].deadline { return }
            heap.swapAt(parent, child)
            child = parent
        }
    }

    private mutating func siftDown() {
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < heap.count && heap[child].deadline < heap[least].deadline {
                least = child
            }
            if least == parent { return }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}
