import HTTPKit
import Models
import Postgres
import Primitives
import Repositories
import ServiceKit
import TrackerKit

extension ConnectionService {
    /// Returns the connection with the patch applied. A new address or new credentials reset the status of a remote
    /// tracker's connection to `unverified`.
    /// - Throws: 422 with every invalid value.
    func apply(_ patch: ConnectionPatch, to present: Connection) async throws -> Connection {
        var connection = present
        connection.title = patch.title.value ?? connection.title
        if case .set(let baseURL) = patch.baseURL { connection.baseURL = baseURL }
        if case .set(let settings) = patch.settings {
            connection.settings = connection.settings.merging(patch: settings)
        }
        try await validator.validate(patch, of: present, becoming: connection)
        if case .set(let credentials) = patch.credentials {
            connection.credentials = try vault.reseal(credentials, of: present)
        }
        if connection.baseURL != present.baseURL || connection.credentials != present.credentials,
            registry[connection.tracker]?.isRemote == true
        {
            connection.status = .unverified
            connection.statusDetail = nil
            connection.account = nil
        }
        return connection
    }

    /// Throws 403 if the caller is restricted to channels and other channels use the connection too.
    func requireSoleUse(of connection: Connection, _ context: CallContext) async throws {
        guard let channels = context.principal.channels else { return }
        guard try await !ConnectionRepository(database.reader).isUsed(connection.id, byOthersThan: channels) else {
            throw Failure.restricted(
                "Channels that you have no access to use this connection: you can't change its base_url or credentials."
            )
        }
    }

    /// Returns the connection with the result of verifying its credentials at the tracker.
    func verified(_ present: Connection) async -> (Connection, Verification?) {
        var connection = present
        connection.verifiedAt = clock.now()
        do {
            let verification = try await provider.tracker(for: present).verify()
            connection.account = verification.account
            connection.status = .ok
            connection.statusDetail = nil
            return (connection, verification)
        } catch {
            connection.status = error.connectionStatus
            connection.statusDetail = error.connectionStatusDetail
            return (connection, nil)
        }
    }

    /// Stores a changed connection with its audit entry, and notifies other processes if its calls change.
    func store(_ changed: Connection, over present: Connection, action: String, context: CallContext) async throws
        -> Connection
    {
        var connection = changed
        connection.updatedAt = clock.now()
        let row = connection
        return try await database.transaction { transaction in
            guard let stored = try await ConnectionRepository(transaction).update(row) else {
                throw ServiceError.preconditionFailed
            }
            if row.baseURL != present.baseURL || row.credentials != present.credentials {
                try await ConditionalResponseRepository(transaction).deleteAll(of: row.id)
            }
            try await record(action, stored, before: present, after: stored, context: context, in: transaction)
            if !stored.hasSameTarget(present) {
                try await ConnectionRepository(transaction).announceChange(of: stored.id, at: clock.now())
            }
            return stored
        }
    }

    func record(
        _ action: String, _ connection: Connection, before: Connection?, after: Connection?, context: CallContext,
        in executor: any SQLExecutor
    ) async throws {
        try await audit.record(
            action, target: AuditTarget(.connection, id: connection.id.text, name: connection.slug),
            before: before?.auditJSON,
            after: after?.auditJSON, context: context, in: executor)
    }
}

extension Connection {
    /// The connection for the audit log: whether it has credentials, but not the credentials.
    var auditJSON: JSON {
        [
            "slug": .string(slug), "title": .string(title), "tracker": .string(tracker.rawValue),
            "base_url": JSON(baseURL),
            "credentials": .string(credentials == nil ? "none" : "set"),
            "credentials_revision": credentials == nil ? .null : .integer(revision),
            "status": .string(status.rawValue), "settings": settings,
        ]
    }
}

extension Error {
    /// The status of a connection after this error.
    var connectionStatus: ConnectionStatus {
        switch self as? TrackerError {
        case .unauthorized: .unauthorized
        case .rateLimited: .degraded
        default: .failing
        }
    }
}

extension JSON {
    /// Applies a JSON Merge Patch (RFC 7396, section 2).
    func merging(patch: JSON) -> JSON {
        guard case .object(let changes) = patch else { return patch }
        var members = objectValue ?? [:]
        for (name, change) in changes {
            members[name] = change.isNull ? nil : (members[name] ?? .null).merging(patch: change)
        }
        return .object(members)
    }
}
