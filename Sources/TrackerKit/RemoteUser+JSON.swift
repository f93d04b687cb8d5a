package import Primitives

extension RemoteUser {
    /// The user as stored in the mirror: the fields of the API's `User`.
    package var json: JSON {
        [
            "remote_id": .string(remoteID), "username": .string(username), "name": JSON(name), "email": JSON(email),
            "kind": .string(kind.rawValue), "active": .bool(active), "url": JSON(url), "avatar_url": JSON(avatarURL),
        ]
    }

    /// Reads the format of ``json``; nil for anything else.
    package init?(json: JSON) {
        guard let remoteID = json["remote_id"]?.stringValue, let username = json["username"]?.stringValue else {
            return nil
        }
        self.init(
            remoteID: remoteID, username: username, name: json["name"]?.stringValue, email: json["email"]?.stringValue,
            kind: json["kind"]?.stringValue.flatMap(UserKind.init) ?? .human, active: json["active"]?.boolValue ?? true,
            url: json["url"]?.stringValue, avatarURL: json["avatar_url"]?.stringValue)
    }
}
