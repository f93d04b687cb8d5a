public import Models
public import Primitives
public import TrackerKit

extension SecretVault {
    /// Seals the credentials of a connection; nil when there are none.
    public func seal(_ credentials: TrackerCredentials, of connection: Connection.ID) throws -> SealedSecret? {
        guard let json = credentials.json else { return nil }
        return try seal(json.serialized(), for: Self.row(connection))
    }

    /// The credentials of a connection in clear.
    public func credentials(of connection: Connection) throws -> TrackerCredentials {
        guard let sealed = connection.credentials else { return .none }
        let bytes = try open(sealed, for: Self.row(connection.id))
        guard let json = try? JSON(parsing: bytes), let credentials = TrackerCredentials(json: json) else { throw Failure.notAuthentic }
        return credentials
    }

    private static func row(_ id: Connection.ID) -> String { "connection/\(id)" }
}

extension TrackerCredentials {
    /// As ``SecretVault`` keeps them, and as the API takes them.
    var json: JSON? {
        switch self {
        case .none: nil
        case .token(let token): ["type": "token", "token": .string(token)]
        case .keyAndToken(let key, let token, let secret):
            ["type": "key_and_token", "key": .string(key), "token": .string(token), "secret": secret.map { .string($0) } ?? .null]
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
