package import HTTPTypes
package import Primitives

/// Keeps what servers answered with their validators, so that the next read can ask "has it changed?" and an answer of
/// 304 costs no quota.
///
/// A cache belongs to one connection. It may lose entries at any time; a failure to read or to store is an absent
/// entry.
package protocol ConditionalCache: Sendable {
    /// What was stored last under a key.
    func entry(for key: ConditionalCacheKey) async -> CachedResponse?
    /// Stores a response in place of what was there.
    func store(_ response: CachedResponse, for key: ConditionalCacheKey) async
}

/// Names a representation: a digest, since the URL and the fields that select it may hold credentials.
package struct ConditionalCacheKey: Sendable, Hashable {
    /// SHA-256 of the URL and all request fields.
    package let digest: [UInt8]

    /// From a digest that was computed before.
    package init(digest: [UInt8]) { self.digest = digest }
}

/// A response as the cache keeps it.
package struct CachedResponse: Sendable, Hashable {
    /// Its `ETag`.
    package var etag: String?
    /// Its `Last-Modified`.
    package var lastModified: String?
    /// Its status, 200.
    package var status: Int
    /// Its header fields, cookies left out.
    package var headers: HTTPFields
    /// Its body, decoded.
    package var body: [UInt8]
    /// When it came.
    package var storedAt: Timestamp

    /// Makes an entry.
    package init(
        etag: String?, lastModified: String?, status: Int = 200, headers: HTTPFields, body: [UInt8], storedAt: Timestamp
    ) {
        self.etag = etag
        self.lastModified = lastModified
        self.status = status
        self.headers = headers
        self.body = body
        self.storedAt = storedAt
    }
}

/// A cache in memory, for tests and small tools: it forgets everything when it is full.
package actor MemoryConditionalCache: ConditionalCache {
    private var entries: [ConditionalCacheKey: CachedResponse] = [:]
    private let capacity: Int

    /// An empty cache of so many entries.
    package init(capacity: Int = 1000) { self.capacity = capacity }

    /// How many entries there are.
    package var count: Int { entries.count }

    /// What was stored last under a key.
    package func entry(for key: ConditionalCacheKey) -> CachedResponse? { entries[key] }

    /// Stores a response.
    package func store(_ response: CachedResponse, for key: ConditionalCacheKey) {
        if entries.count >= capacity { entries = [:] }
        entries[key] = response
    }
}
