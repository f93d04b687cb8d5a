package import HTTPClient
package import Primitives

/// Keys, tokens, who may use how much, and who may be called.
package struct SecuritySettings: SettingGroup {
    /// The keys for what is encrypted at rest; the first encrypts, all of them decrypt. Never empty.
    package let encryptionKeys: [EncryptionKey]
    /// The secret that signs the tokens of `POST /api/v1/authorize`.
    package let jwtSecret: Secret<String>
    /// How long such a token is good for.
    package let jwtLifetime: Duration
    /// Requests that one client may make in a minute; nil for any number.
    package let requestsPerMinute: Int?
    /// Where outgoing calls may go.
    package let addressPolicy: AddressPolicy

    /// The shortest secret for HMAC-SHA-256: as long as its output (RFC 7518, 3.2).
    static let shortestJWTSecret = 32

    static let encryptionKeysSetting = Setting<[EncryptionKey]>(
        required: "ENCRYPTION_KEYS", syntax: .encryptionKeys, secret: true,
        meaning:
            "Keys for the trackers' credentials (AES-256-GCM). The first encrypts, all decrypt. Generate one with `openssl rand -base64 32`."
    )
    static let jwtSecretSetting = Setting<String>(
        required: "JWT_SECRET", syntax: .jwtSecret, secret: true,
        meaning: "Signs the JWTs that clients get for their secret. Changing it invalidates all issued JWTs.")
    static let jwtLifetimeSetting = Setting<Duration>(
        "JWT_LIFETIME", syntax: .duration(), standard: "1h", meaning: "How long such a JWT is valid.")
    static let requestsPerMinuteSetting = Setting<Int>(
        "RATE_LIMIT", syntax: .integer(0...10_000_000), standard: "3000",
        meaning: "Maximum requests per client and minute; 0 means no limit.")
    static let addressPolicySetting = Setting<AddressPolicy>(
        "ALLOWED_NETWORKS", syntax: .addressPolicy, standard: "",
        meaning:
            "Where trackers may be hosted in addition to the public internet; http:// is allowed there too. Unset: public addresses and https:// only."
    )

    /// What each variable of the group is.
    package static let descriptions = [
        encryptionKeysSetting.description, jwtSecretSetting.description, jwtLifetimeSetting.description,
        requestsPerMinuteSetting.description, addressPolicySetting.description,
    ]

    /// Reads the group.
    package init?(from reader: inout SettingReader) {
        let encryptionKeys = reader.value(Self.encryptionKeysSetting)
        let jwtSecret = reader.value(Self.jwtSecretSetting)
        let jwtLifetime = reader.value(Self.jwtLifetimeSetting)
        let requestsPerMinute = reader.value(Self.requestsPerMinuteSetting)
        let addressPolicy = reader.value(Self.addressPolicySetting)
        guard let encryptionKeys, let jwtSecret, let jwtLifetime, let requestsPerMinute, let addressPolicy else {
            return nil
        }
        self.encryptionKeys = encryptionKeys
        self.jwtSecret = Secret(jwtSecret)
        self.jwtLifetime = jwtLifetime
        self.requestsPerMinute = requestsPerMinute == 0 ? nil : requestsPerMinute
        self.addressPolicy = addressPolicy
    }
}

extension SettingSyntax where Value == String {
    static var jwtSecret: Self {
        Self(expected: "at least \(SecuritySettings.shortestJWTSecret) characters") { text in
            text.utf8.count >= SecuritySettings.shortestJWTSecret ? text : nil
        }
    }
}

extension SettingSyntax where Value == AddressPolicy {
    /// Blocks of addresses and names of hosts; a name's addresses are all allowed.
    static var addressPolicy: Self {
        Self(expected: "comma-separated networks and host names such as 10.0.0.0/8, git.example.org or *.example.org") {
            text in
            let entries = SettingSyntax<[String]>.list("", of: { $0 }).parse(text) ?? []
            return try? AddressPolicy(allowing: entries)
        }
    }
}
