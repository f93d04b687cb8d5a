package import HTTPClient
package import Primitives
import ServiceKit

/// Encryption keys, JWTs, the rate limit, and the networks that may be called.
package struct SecuritySettings: SettingGroup {
    /// The keys for data encrypted at rest. The first encrypts; all of them decrypt. Never empty.
    package let encryptionKeys: [EncryptionKey]
    /// Signs the JWTs issued by `POST /api/v1/authorize`.
    package let jwtSecret: Secret<String>
    /// How long a JWT is valid.
    package let jwtLifetime: Duration
    /// The maximum number of requests per client and minute. nil for no limit.
    package let requestsPerMinute: Int?
    /// The maximum number of configuration objects of each kind.
    package let maximumObjects: Int
    /// Where outgoing calls to trackers may go.
    package let addressPolicy: AddressPolicy

    /// The minimum length of a secret for HMAC-SHA-256, in bytes: the length of its output (RFC 7518, 3.2).
    static let shortestJWTSecret = 32

    static let encryptionKeysSetting = Setting<[EncryptionKey]>(
        required: "ENCRYPTION_KEYS", syntax: .encryptionKeys, secret: true,
        meaning:
            "Keys for the trackers' credentials (AES-256-GCM). The first encrypts, all decrypt. Generate one with `echo main:$(openssl rand -base64 32)`."
    )
    static let jwtSecretSetting = Setting<String>(
        required: "JWT_SECRET", syntax: .jwtSecret, secret: true,
        meaning:
            "Signs the JWTs that clients get in exchange for their secret. Changing it invalidates all issued JWTs.")
    static let jwtLifetimeSetting = Setting<Duration>(
        "JWT_LIFETIME", syntax: .duration(), standard: "1h", meaning: "How long such a JWT is valid.")
    static let requestsPerMinuteSetting = Setting<Int>(
        "RATE_LIMIT", syntax: .integer(0...10_000_000), standard: "3000",
        meaning: "Maximum requests per client per minute; 0 means no limit.")
    static let maximumObjectsSetting = Setting<Int>(
        "MAX_OBJECTS", syntax: .integer(1...10_000_000), standard: String(ObjectQuota.standard),
        meaning:
            "Maximum number of objects of each kind: connections, channels, clients, API tokens, templates, rules and subscriptions; creating more gets 409."
    )
    static let addressPolicySetting = Setting<AddressPolicy>(
        "ALLOWED_NETWORKS", syntax: .addressPolicy, standard: "",
        meaning:
            "Where trackers may be hosted in addition to the public internet; http:// is allowed there too. Unset: public addresses and https:// only."
    )

    package static let descriptions = [
        encryptionKeysSetting.description, jwtSecretSetting.description, jwtLifetimeSetting.description,
        requestsPerMinuteSetting.description, maximumObjectsSetting.description, addressPolicySetting.description,
    ]

    package init?(from reader: inout SettingReader) {
        let encryptionKeys = reader.value(Self.encryptionKeysSetting)
        let jwtSecret = reader.value(Self.jwtSecretSetting)
        let jwtLifetime = reader.value(Self.jwtLifetimeSetting)
        let requestsPerMinute = reader.value(Self.requestsPerMinuteSetting)
        let maximumObjects = reader.value(Self.maximumObjectsSetting)
        let addressPolicy = reader.value(Self.addressPolicySetting)
        guard let encryptionKeys, let jwtSecret, let jwtLifetime, let requestsPerMinute, let maximumObjects,
            let addressPolicy
        else { return nil }
        self.encryptionKeys = encryptionKeys
        self.jwtSecret = Secret(jwtSecret)
        self.jwtLifetime = jwtLifetime
        self.requestsPerMinute = requestsPerMinute == 0 ? nil : requestsPerMinute
        self.maximumObjects = maximumObjects
        self.addressPolicy = addressPolicy
    }
}

extension SettingSyntax where Value == String {
    static var jwtSecret: Self {
        var syntax = Self(expected: "at least \(SecuritySettings.shortestJWTSecret) characters") { text in
            text.utf8.count >= SecuritySettings.shortestJWTSecret ? text : nil
        }
        syntax.hint = { _ in "it is too short" }
        syntax.remedy = "generate one with `openssl rand -hex \(SecuritySettings.shortestJWTSecret)`"
        return syntax
    }
}

extension SettingSyntax where Value == AddressPolicy {
    /// CIDR blocks and host names. For a host name, all of its addresses are allowed.
    static var addressPolicy: Self {
        var syntax = Self(
            expected: "comma-separated networks and host names such as 10.0.0.0/8, git.example.org or *.example.org"
        ) { text in
            let entries = SettingSyntax<[String]>.list("", of: { $0 }).parse(text) ?? []
            return try? AddressPolicy(allowing: entries)
        }
        syntax.hint = { text in
            if text.contains("://") { return "write only the host name, without https:// and path" }
            let words = text.split { $0.isWhitespace || $0 == "," || $0 == ";" }
            return (try? AddressPolicy(allowing: words.map(String.init))) == nil
                ? nil : "separate the entries by commas"
        }
        return syntax
    }
}
