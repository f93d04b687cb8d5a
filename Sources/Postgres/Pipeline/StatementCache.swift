/// Which statements a connection has prepared, by their text; the least recently used makes room when it is full.
struct StatementCache {
    /// What to do for a text.
    enum Lookup: Equatable {
        /// It is prepared under this name.
        case prepared(name: String)
        /// It has to be prepared under this name, after another was given up if one is named.
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

    /// A cache for at least one statement.
    init(capacity: Int) {
        self.capacity = max(capacity, 1)
    }

    var count: Int { entries.count }

    /// Finds a statement by its text around the parameters; a missing one counts as prepared from now on.
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

    /// Forgets a statement that could not be prepared or is gone, unless it was prepared again under another name
    /// since.
    mutating func forget(_ segments: [String], name: String) {
        if entries[segments]?.name == name { entries[segments] = nil }
    }

    /// Forgets all: a new session knows none.
    mutating func reset() {
        entries.removeAll()
    }

    /// A scan of the whole cache; it only happens when a program uses more texts than the cache holds.
    private mutating func evictOldest() -> String? {
        guard let oldest = entries.min(by: { $0.value.lastUsed < $1.value.lastUsed }) else { return nil }
        entries[oldest.key] = nil
        return oldest.value.name
    }
}
