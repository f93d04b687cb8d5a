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
        guard case .object(var members)? = credentials.json else { return nil }
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
        guard let credentials = TrackerCredentials(json: json) else { throw Failure.notAuthentic }
        return credentials
    }

    /// The signing key of a connection; nil for a connection older than signing keys.
    package func signingKey(of connection: Connection) throws -> String? {
        try json(of: connection)?[Self.signingKeyName]?.stringValue
    }

    /// An additional member of the credentials' JSON, which versions before signing keys ignore.
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

extension TrackerCredentials {
    /// The JSON form of the API, which ``SecretVault`` encrypts.
    var json: JSON? {
        switch self {
        case .none: nil
        case .token(let token): ["type": "token", "token": .string(token)]
        case .keyAndToken(let key, let token, let secret):
            [
                "type": "key_and_token", "key": .string(key), "token": .string(token),
                "secret": secret.map { .string($0) } ?? .null,
            ]
        case .githubApp(let appID, let privateKey, let installationID):
            [
                "type": "github_app", "app_id": .string(appID), "private_key": .string(privateKey),
                "installation_id": .string(installationID),
            ]
        }
    }

    init?(json: JSON) {
        switch json["type"]?.stringValue {
        case "token":
            guard let token = json["token"]?.stringValue else { return nil }
            self = .token(token)
        case "key_and_token":
            guard let key = json["key"]?.stringValue, let token = json["token"]?.stringValue else { return nil }
            self = .keyAndToken(key: key, token: token, secret: json["secret"]?.stringValue)
        case "github_app":
            guard let appID = json["app_id"]?.stringValue, let privateKey = json["private_key"]?.stringValue,
                let installationID = json["installation_id"]?.stringValue
            else { return nil }
            self = .githubApp(appID: appID, privateKey: privateKey, installationID: installationID)
        default: return nil
        }
    }
}
