/// A loop's watches by slot. Free slots are reused with a new generation.
struct WatchTable {
    private var slots: [Watch?] = []
    private var free: [UInt32] = []
    private var generation: UInt32 = 0

    /// Reserves a slot for a new watch.
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

    /// The watch with this token; nil if it has been removed, even if its slot has been reused.
    subscript(token: WatchToken) -> Watch? {
        let slot = Int(token.slot)
        guard slot < slots.count, let watch = slots[slot], watch.token == token else { return nil }
        return watch
    }

    /// The generation of the loop's own wake-up eventfd; watches have others.
    static let wakeGeneration: UInt32 = 0
    static let wake = WatchToken(slot: 0, generation: wakeGeneration)
}
