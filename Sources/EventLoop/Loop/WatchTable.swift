/// The watches of a loop by their place; free places are used again with a new generation.
struct WatchTable {
    private var slots: [Watch?] = []
    private var free: [UInt32] = []
    private var generation: UInt32 = 0

    /// A token for a new watch.
    mutating func reserve() -> WatchToken {
        generation &+= 1
        if generation == Self.wakeGeneration { generation = 1 }
        if let slot = free.popLast() { return WatchToken(slot: slot, generation: generation) }
        slots.append(nil)
        return WatchToken(slot: UInt32(slots.count - 1), generation: generation)
    }

    mutating func insert(_ watch: Watch) {
        slots[Int(watch.token.slot)] = watch
    }

    mutating func remove(_ token: WatchToken) {
        slots[Int(token.slot)] = nil
        free.append(token.slot)
    }

    /// The watch of a token; nil when it is gone, even if its place was taken by another.
    subscript(token: WatchToken) -> Watch? {
        let slot = Int(token.slot)
        guard slot < slots.count, let watch = slots[slot], watch.token == token else { return nil }
        return watch
    }

    /// Generation 0 is the loop's own wake-up counter.
    static let wakeGeneration: UInt32 = 0
    static let wake = WatchToken(slot: 0, generation: wakeGeneration)
}
