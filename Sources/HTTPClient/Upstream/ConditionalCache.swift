public import HTTPTypes
public import Primitives

/// Keeps what servers answered with their validators, so that the next read can ask "has it changed?" and an answer of 304 costs no quota.
///
/// A cache belongs to one connection. It may lose entries at any time; a failure to read or to store is an absent entry.
public protocol ConditionalCache: Sendable {
    /// What was stored last under a key.
    func entry(for key: ConditionalCacheKey) async -> CachedResponse?
    /// Stores a response in place of what was there.
    func store(_ response: CachedResponse, for key: ConditionalCacheKey) async
}

/// Names a representation: a digest, since the URL and the fields that select it may hold credentials.
public struct ConditionalCacheKey: Sendable, Hashable {
    /// SHA-256 of the URL and all request fields.
    public let digest: [UInt8]

    /// From a digest that was computed before.
    public init(digest: [UInt8]) { self.digest = digest }
}

/// A response as the cache keeps it.
public struct CachedResponse: Sendable, Hashable {
    /// Its `ETag`.
    public var etag: String?
    /// Its `Last-Modified`.
    public var lastModified: String?
    /// Its status, 200.
    public var status: Int
    /// Its header fields, cookies left out.
    public var headers: HTTPFields
    /// Its body, decoded.
    public var body: [UInt8]
    /// When it came.
    public var storedAt: Timestamp

    /// Makes an entry.
    public init(etag: String?, lastModified: String?, status: Int = 200, headers: HTTPFields, body: [UInt8], storedAt: Timestamp) {
        self.etag = etag
        self.lastModified = lastModified
        self.status = status
        self.headers = headers
        self.body = body
        self.storedAt = storedAt
    }
}

/// A cache in memory, for tests and small tools: it forgets everything when it is full.
public actor MemoryConditionalCache: ConditionalCache {
    private var entries: [ConditionalCacheKey: CachedResponse] = [:]
    private let capacity: Int

    /// An empty cache of so many entries.
    public init(capacity: Int = 1000) { self.capacity = capacity }

    /// How many entries there are.
    public var count: Int { entries.count }

    /// What was stored last under a key.
    public func entry(for key: ConditionalCacheKey) -> CachedResponse? { entries[key] }

    /// Stores a response.
    public func store(_ response: CachedResponse, for key: ConditionalCacheKey) {
        if entries.count >= capacity { entries = [:] }
        entries[key] = response
    }
}
