package import Models
package import Postgres
package import Primitives

/// The SQL of the table `webhook`.
package struct WebhookRepository: Sendable {
    private let executor: any SQLExecutor

    /// Runs its statements on `executor`.
    package init(_ executor: any SQLExecutor) { self.executor = executor }

    /// The webhook of a channel, or nil.
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

    /// Adds one; false when the channel has one already.
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

    /// Keeps the tracker's identifier of a webhook; false when it is gone, or another one is in its place.
    package func setRemoteID(_ id: String, of webhook: Webhook, at now: Timestamp) async throws -> Bool {
        try await executor.run(
            """
            UPDATE webhook SET remote_id = \(id), updated_at = \(now)
            WHERE channel_id = \(webhook.channelID) AND secret = \(webhook.secret.bytes)
            """
        ).affected == 1
    }

    /// Removes this very webhook, known by its sealed secret, which no other has; false when it is gone.
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
