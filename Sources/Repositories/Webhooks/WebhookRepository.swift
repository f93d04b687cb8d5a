package import Models
package import Postgres
package import Primitives

/// Queries on the table `webhook`.
package struct WebhookRepository: Sendable {
    private let executor: any SQLExecutor

    package init(_ executor: any SQLExecutor) { self.executor = executor }

    package func find(_ channel: Channel.ID) async throws -> Webhook? {
        try await executor.run(
            "SELECT channel_id, secret, secret_key, remote_id, manual, created_at, updated_at FROM webhook WHERE channel_id = \(channel)"
        ).first.map(Webhook.init(row:))
    }

    /// The channels of a connection that have a webhook.
    package func channels(of connection: Connection.ID) async throws -> [Channel.ID] {
        try await executor.run(
            """
            SELECT webhook.channel_id FROM webhook JOIN channel ON channel.id = webhook.channel_id
            WHERE channel.connection_id = \(connection) ORDER BY webhook.channel_id
            """
        ).map { try $0.decode("channel_id") }
    }

    /// Inserts a webhook; false if the channel already has one.
    package func insert(_ webhook: Webhook) async throws -> Bool {
        try await executor.run(
            """
            INSERT INTO webhook (channel_id, secret, secret_key, remote_id, manual, created_at, updated_at)
            VALUES (\(webhook.channelID), \(webhook.secret.bytes), \(webhook.secret.keyID), \(webhook.remoteID), \(webhook.manual),
                \(webhook.createdAt),                \(webhook.updatedAt))
            ON CONFLICT (channel_id) DO NOTHING
            """
        ).affected == 1
    }

    /// Stores the tracker's identifier of a webhook; false if the webhook was deleted or replaced.
    package func setRemoteID(_ id: String, of webhook: Webhook, at now: Timestamp) async throws -> Bool {
        try await executor.run(
            """
            UPDATE webhook SET remote_id = \(id), updated_at = \(now)
            WHERE channel_id = \(webhook.channelID) AND secret = \(webhook.secret.bytes)
            """
        ).affected == 1
    }

    /// Deletes this webhook, identified by its encrypted secret, which is unique; false if it was deleted or replaced.
    package func delete(_ webhook: Webhook) async throws -> Bool {
        try await executor.run(
            "DELETE FROM webhook WHERE channel_id = \(webhook.channelID) AND secret = \(webhook.secret.bytes)"
        ).affected == 1
    }
}

extension Webhook {
    fileprivate init(row: Row) throws {
        let secret = SealedSecret(keyID: try row.decode("secret_key"), bytes: try row.decode("secret"))
        self.init(
            channelID: try row.decode("channel_id"), secret: secret, manual: try row.decode("manual"),
            at: try row.decode("created_at"))
        remoteID = try row.decode("remote_id")
        updatedAt = try row.decode("updated_at")
    }
}
