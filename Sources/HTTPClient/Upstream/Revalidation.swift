import Crypto
import HTTPKit
import HTTPTypes
import Primitives

/// The rules for conditional reads (RFC 9110, section 13; RFC 9111, section 4.3).
enum Revalidation {
    /// The maximum size of a cached body in bytes; larger ones are read again each time.
    static let maximumBodyBytes = 1 << 20

    /// Whether a request may use the cache: a plain GET without conditions of its own.
    static func applies(to request: ClientRequest) -> Bool {
        request.revalidate && request.method == .get && request.body == nil && request.headers[.ifNoneMatch] == nil
            && request.headers[.ifModifiedSince] == nil && request.headers[.range] == nil
    }

    /// The cache key of a request.
    static func key(of request: ClientRequest) -> ConditionalCacheKey {
        let fields = request.headers.map { "\($0.name.canonicalName): \($0.value)" }.sorted()
        return ConditionalCacheKey(
            digest: Array(SHA256.hash(data: Array(([request.url] + fields).joined(separator: "\n").utf8))))
    }

    /// The conditional request that revalidates `entry`.
    static func conditional(_ request: ClientRequest, on entry: CachedResponse) -> ClientRequest {
        var request = request
        if let etag = entry.etag {
            request.headers[.ifNoneMatch] = etag
        } else {
            request.headers[.ifModifiedSince] = entry.lastModified
        }
        return request
    }

    /// The cached response, updated with the header fields of the 304 (RFC 9111, section 4.3.4) except those that
    /// describe the body.
    static func freshened(_ entry: CachedResponse, by response: ClientResponse) -> ClientResponse {
        var headers = entry.headers
        let names = Set(response.headers.map(\.name)).filter { !$0.canonicalName.hasPrefix("content-") }
        for name in names { headers[fields: name] = response.headers[fields: name] }
        return ClientResponse(
            status: entry.status, headers: headers, body: entry.body, isFromCache: true, finalURL: response.finalURL)
    }

    /// The cache entry for a response; nil if it has no validator, has `no-store`, or is too large.
    static func entry(for response: ClientResponse, at now: Timestamp) -> CachedResponse? {
        let etag = response.headers[.eTag]
        let lastModified = response.headers[.lastModified]
        guard response.status == 200, etag != nil || lastModified != nil, response.body.count <= maximumBodyBytes else {
            return nil
        }
        if response.headers[.cacheControl]?.lowercased().contains("no-store") == true { return nil }
        var headers = response.headers
        headers[.setCookie] = nil
        return CachedResponse(
            etag: etag, lastModified: lastModified, headers: headers, body: response.body, storedAt: now)
    }
}
