/// A connection's prepared statements by their text. Evicts the least recently used one when full.
struct StatementCache {
    /// The result of a lookup.
    enum Lookup: Equatable {
        /// Already prepared under this name.
        case prepared(name: String)
        /// Must be prepared under this name. If `evicted` is set, deallocate that statement first.
        case missing(name: String, evicted: String?)
    }

    private struct Entry {
        let name: String
        var lastUsed: Int
    }

    private let capacity: Int
    private var entries: [[String]: Entry] = [:]
    private var clock = 0
    private var named = 0

    /// The capacity is at least 1.
    init(capacity: Int) {
        self.capacity = max(capacity, 1)
    }

    var count: Int { entries.count }

    /// Looks a statement up by its text segments. A missing one is recorded as prepared.
    mutating func lookup(_ segments: [String]) -> Lookup {
        clock += 1
        if let index = entries.index(forKey: segments) {
            entries.values[index].lastUsed = clock
            return .prepared(name: entries.values[index].name)
        }
        let evicted = entries.count >= capacity ? evictOldest() : nil
        named += 1
        let name = "s\(named)"
        entries[segments] = Entry(name: name, lastUsed: clock)
        return .missing(name: name, evicted: evicted)
    }

    /// Removes a statement that is gone or could not be prepared, unless it has since been prepared under another name.
    mutating func forget(_ segments: [String], name: String) {
        if entries[segments]?.name == name { entries[segments] = nil }
    }

    /// Removes all statements: a new session has none.
    mutating func reset() {
        entries.removeAll()
    }

    /// Scans the whole cache. That only happens if the program uses more distinct statements than fit.
    private mutating func evictOldest() -> String? {
        guard let oldest = entries.min(by: { $0.value.lastUsed < $1.value.lastUsed }) else { return nil }
        entries[oldest.key] = nil
        return oldest.value.name
    }
}
