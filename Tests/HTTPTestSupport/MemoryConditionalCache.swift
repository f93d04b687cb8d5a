package import HTTPClient

/// A cache in memory. It drops all entries when it is full.
package actor MemoryConditionalCache: ConditionalCache {
    private var entries: [ConditionalCacheKey: CachedResponse] = [:]
    private let capacity: Int

    /// Creates an empty cache for at most `capacity` entries.
    package init(capacity: Int = 1000) { self.capacity = capacity }

    package var count: Int { entries.count }

    package func entry(for key: ConditionalCacheKey) -> CachedResponse? { entries[key] }

    package func store(_ response: CachedResponse, for key: ConditionalCacheKey) {
        if entries.count >= capacity { entries = [:] }
        entries[key] = response
    }
}
