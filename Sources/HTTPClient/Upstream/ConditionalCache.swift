package import HTTPTypes
package import Primitives

/// A cache of responses with their validators (`ETag`, `Last-Modified`), so that reads can be conditional, and a 304
/// does not count against the tracker's quota.
///
/// Each cache belongs to one connection. It may lose entries at any time; an error while reading or storing is treated
/// as a missing entry.
package protocol ConditionalCache: Sendable {
    /// The response stored last for a key; nil if there is none.
    func entry(for key: ConditionalCacheKey) async -> CachedResponse?
    /// Stores a response, replacing the previous one.
    func store(_ response: CachedResponse, for key: ConditionalCacheKey) async
}

/// The key of a representation. It is a digest, because the URL and the header fields may contain credentials.
package struct ConditionalCacheKey: Sendable, Hashable {
    /// SHA-256 of the URL and all request header fields.
    package let digest: [UInt8]

    /// Wraps an existing digest.
    package init(digest: [UInt8]) { self.digest = digest }
}

/// A cached response.
package struct CachedResponse: Sendable, Hashable {
    package var etag: String?
    package var lastModified: String?
    /// The status, always 200.
    package var status: Int
    /// The header fields, without cookies.
    package var headers: HTTPFields
    /// The decoded body.
    package var body: [UInt8]
    /// The time at which the response was received.
    package var storedAt: Timestamp

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
