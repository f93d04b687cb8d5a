package import Models
import Primitives
package import ServiceKit
package import TrackerKit

extension SecretVault {
    /// Encrypts the credentials of a connection together with its signing key; nil if there are none.
    /// - Parameter signingKey: See ``TrackerContext/signingKey``.
    package func seal(
        _ credentials: TrackerCredentials, of connection: Connection.ID, signingKey: String = RandomSecret.signingKey()
    ) throws -> SealedSecret? {
        guard credentials != .none else { return nil }
        var members = credentials.revealed.mapValues(JSON.string)
        members[Self.kindName] = .string(credentials.kind)
        members[Self.signingKeyName] = .string(signingKey)
        return try seal(JSON.object(members).serialized(), for: Self.row(connection))
    }

    /// Encrypts new credentials of a connection, which keeps its signing key. For a connection older than signing keys,
    /// its former token becomes the key, because that is what it has signed with. Credentials that cannot be decrypted
    /// are replaced together with a new key.
    package func reseal(_ credentials: TrackerCredentials, of connection: Connection) throws -> SealedSecret? {
        guard let present = try? json(of: connection), let key = present[Self.signingKeyName] ?? present["token"],
            let text = key.stringValue
        else { return try seal(credentials, of: connection.id) }
        return try seal(credentials, of: connection.id, signingKey: text)
    }

    /// The decrypted credentials of a connection.
    package func credentials(of connection: Connection) throws -> TrackerCredentials {
        guard let json = try json(of: connection) else { return .none }
        guard let kind = json[Self.kindName]?.stringValue else { throw Failure.notAuthentic }
        var values = (json.objectValue ?? [:]).compactMapValues(\.stringValue)
        for name in Self.reservedNames { values[name] = nil }
        return TrackerCredentials(kind: kind, values)
    }

    /// The signing key of a connection; nil for a connection older than signing keys.
    package func signingKey(of connection: Connection) throws -> String? {
        try json(of: connection)?[Self.signingKeyName]?.stringValue
    }

    /// The members of the stored JSON that are not values of credentials, so that no driver can declare fields with
    /// these names: the kind of the credentials, and the signing key.
    package static let reservedNames = [kindName, signingKeyName]
    private static let kindName = "type"
    /// Versions before signing keys ignore it.
    private static let signingKeyName = "signing_key"

    private func json(of connection: Connection) throws -> JSON? {
        guard let sealed = connection.credentials else { return nil }
        guard let json = try? JSON(parsing: try open(sealed, for: Self.row(connection.id))) else {
            throw Failure.notAuthentic
        }
        return json
    }

    private static func row(_ id: Connection.ID) -> String { "connection/\(id)" }
}
