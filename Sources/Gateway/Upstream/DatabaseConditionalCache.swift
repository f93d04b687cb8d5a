import HTTPClient
import HTTPTypes
import Logging
import Models
import Postgres
import Primitives
import Repositories

/// A connection's cache for conditional requests, stored in the database. It survives restarts and is shared by all
/// processes. While the database is unavailable, the cache behaves as if empty.
struct DatabaseConditionalCache: ConditionalCache {
    let connection: Connection.ID
    let database: PostgresClient
    /// Longer bodies are not cached.
    let maximumBytes: Int
    let logger: Logger

    func entry(for key: ConditionalCacheKey) async -> CachedResponse? {
        do {
            return try await ConditionalResponseRepository(database.reader).find(key.digest, of: connection).flatMap(
                CachedResponse.init)
        } catch {
            logger.debug("the conditional cache could not be read", metadata: ["error": "\(error)"])
            return nil
        }
    }

    func store(_ response: CachedResponse, for key: ConditionalCacheKey) async {
        guard response.body.count <= maximumBytes else { return }
        do {
            try await ConditionalResponseRepository(database).store(
                ConditionalResponse(response), under: key.digest, of: connection)
        } catch {
            logger.debug("the conditional cache could not be written", metadata: ["error": "\(error)"])
        }
    }
}

extension CachedResponse {
    fileprivate init?(_ stored: ConditionalResponse) {
        var fields = HTTPFields()
        for pair in stored.headers.arrayValue ?? [] {
            guard let name = pair[0]?.stringValue.flatMap({ HTTPField.Name($0) }), let value = pair[1]?.stringValue
            else { return nil }
            fields.append(HTTPField(name: name, value: value))
        }
        self.init(
            etag: stored.etag, lastModified: stored.lastModified, status: stored.status, headers: fields,
            body: stored.body,
            storedAt: stored.storedAt)
    }
}

extension ConditionalResponse {
    fileprivate init(_ response: CachedResponse) {
        self.init(
            etag: response.etag, lastModified: response.lastModified, status: response.status,
            headers: .array(response.headers.map { .array([.string($0.name.rawName), .string($0.value)]) }),
            body: response.body,
            storedAt: response.storedAt)
    }
}
