import Access
import Connections
import Foundation
import Logging
import Models
import Postgres
import Primitives
import Repositories
import ServiceKit
import TrackerLocal

/// Populates an empty database: a connection and channel of the built-in tracker, and the first admin token.
struct FirstStart: Sendable {
    /// The slug of the first connection and of its channel.
    static let demoSlug = "demo"
    private static let tokenTitle = "first admin token"
    /// The advisory lock that lets only one process create the token: "tickstrt" in ASCII.
    private static let lockKey: Int64 = 0x7469_636b_7374_7274

    let services: GatewayServices
    let identifiers: any IdentifierSource
    let logger: Logger

    private var context: CallContext { CallContext(principal: .system("first-start"), requestID: "") }

    /// Creates the demo channel unless a channel has ever been created, and the admin token unless a token has. The two
    /// are independent: an operator may create a token before the first start.
    /// - Returns: The new admin token in plain text; nil if a token has ever been created.
    func run() async throws -> String? {
        if try await isUnused(services.database) { try await makeDemo() }
        guard try await hasNoToken(services.database) else { return nil }
        return try await services.database.transaction { transaction in
            try await transaction.run("SELECT pg_advisory_xact_lock(\(Self.lockKey))")
            guard try await hasNoToken(transaction) else { return nil }
            let draft = TokenService.Draft(title: Self.tokenTitle, scopes: [.admin])
            return try await services.access.tokens.create(draft, context: context, in: transaction).secret
        }
    }

    /// Reads the audit log, which is append-only, so that revoking the last token does not create another one.
    private func hasNoToken(_ executor: any SQLExecutor) async throws -> Bool {
        try await creations("token.create", limit: 1, executor).isEmpty
    }

    /// Whether there has never been a channel, nor a connection other than the demo's, whose channel may be missing
    /// because the process was killed.
    private func isUnused(_ executor: any SQLExecutor) async throws -> Bool {
        guard try await creations("channel.create", limit: 1, executor).isEmpty else { return false }
        return try await creations("connection.create", limit: 2, executor).allSatisfy {
            $0.target.name == Self.demoSlug && $0.principalName == context.principal.name
        }
    }

    private func creations(_ action: String, limit: Int, _ executor: any SQLExecutor) async throws -> [AuditEntry] {
        var filter = AuditFilter()
        filter.action = action
        return try await AuditRepository(executor).list(filter, after: nil, limit: limit)
    }

    private func makeDemo() async throws {
        do {
            let connection = ConnectionDraft(slug: Self.demoSlug, title: "Demo", tracker: LocalDriver.kind)
            _ = try await services.management.connections.create(connection, context: context)
        } catch ServiceError.conflict {
            logger.debug("the connection already exists")
        }
        do {
            let channel = ChannelDraft(
                slug: Self.demoSlug, title: "Demo", connection: Self.demoSlug, path: Self.demoSlug)
            _ = try await services.management.channels.create(channel, context: context)
        } catch ServiceError.conflict {
            logger.debug("the channel already exists")
        }
    }
}
