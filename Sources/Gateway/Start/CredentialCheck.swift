import Connections
import EventLoop
import Logging
import Models
import Postgres
import Repositories
import ServiceKit
import Synchronization

/// Finds connections whose stored credentials the configured encryption keys cannot decrypt, because a key is missing
/// or has another value than when they were encrypted.
final class CredentialCheck: Sendable {
    /// How long a result is reused, because anyone may call `/check` at any rate.
    private static let reuse = Duration.seconds(10)
    /// How long `/check` waits for the connections, in addition to the wait for the database. Together shorter than the
    /// two seconds within which it must respond.
    private static let limit = Duration.milliseconds(400)
    private static let pageSize = 200

    private struct Result {
        var problem: String?
        var at: ContinuousClock.Instant
    }

    private let vault: SecretVault
    private let last = Mutex<Result?>(nil)

    init(vault: SecretVault) { self.vault = vault }

    /// The error that names the connections whose credentials cannot be decrypted, ordered by slug; nil if there are
    /// none.
    func unreadable(in database: any SQLExecutor) async throws -> GatewayError? {
        var unreadable: [String] = []
        var keysAreConfigured = true
        var last: Connection?
        repeat {
            let page = try await ConnectionRepository(database).list(
                tracker: nil, status: nil,
                page: SlugPage(
                    order: .slug, descending: false, after: last.map { .slug($0.slug) }, limit: Self.pageSize))
            for connection in page where !isReadable(connection) {
                let key = connection.credentials?.keyID ?? ""
                unreadable.append("\(connection.slug) (\(key))")
                keysAreConfigured = keysAreConfigured && vault.hasKey(named: key)
            }
            last = page.count == Self.pageSize ? page.last : nil
        } while last != nil
        guard !unreadable.isEmpty else { return nil }
        return .unreadableCredentials(unreadable, keysAreConfigured: keysAreConfigured)
    }

    /// What `/check` reports; nil if all credentials can be decrypted. If the connections cannot be read in time, the
    /// previous result is repeated.
    func problem(in database: PostgresClient) async -> String? {
        let known = last.withLock { $0 }
        if let known, ContinuousClock.now - known.at < Self.reuse { return known.problem }
        guard let unreadable = await inTime({ try await self.unreadable(in: database.reader) }) else {
            return known?.problem
        }
        let problem = unreadable?.description
        last.withLock { $0 = Result(problem: problem, at: .now) }
        return problem
    }

    private func isReadable(_ connection: Connection) -> Bool {
        (try? vault.credentials(of: connection)) != nil
    }

    /// The closure's result; nil if it fails or takes longer than the limit.
    private func inTime<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) async -> Value? {
        await withTaskGroup(of: Value?.self) { group in
            group.addTask { try? await body() }
            group.addTask {
                try? await Task.sleep(for: Self.limit)
                return nil
            }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
    }
}

extension CredentialCheck {
    /// The check at startup, on a connection of its own, because the gateway's are opened later.
    /// - Throws: `GatewayError.unreadableCredentials`; `PostgresError` if the database is unavailable.
    func atStart(_ configuration: PostgresConfiguration, group: EventLoopGroup, logger: Logger) async throws {
        var configuration = configuration
        configuration.readers = 1
        configuration.poolSize = 1
        let database = PostgresClient(configuration: configuration, group: group, logger: logger)
        database.start()
        let unreadable: Swift.Result<GatewayError?, any Error>
        do {
            unreadable = .success(try await self.unreadable(in: database.reader))
        } catch {
            unreadable = .failure(error)
        }
        await database.shutdown()
        if let error = try unreadable.get() { throw error }
    }
}
