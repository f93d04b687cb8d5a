/// Keys, tokens, and who may use how much.
public struct SecuritySettings: SettingGroup {
    /// The keys for what is encrypted at rest; the first encrypts, all of them decrypt. Never empty.
    public let encryptionKeys: [EncryptionKey]
    /// The secret that signs the tokens of `POST /api/v1/authorize`.
    public let jwtSecret: Secret<String>
    /// How long such a token is good for.
    public let jwtLifetime: Duration
    /// Requests that one client may make in a minute; nil for any number.
    public let requestsPerMinute: Int?
    /// Networks inside which trackers may live although they are private, in CIDR notation.
    public let allowedNetworks: [String]
    /// Whether a tracker may be called without TLS.
    public let allowsPlainHTTP: Bool

    /// The shortest secret for HMAC-SHA-256: as long as its output (RFC 7518, 3.2).
    static let shortestJWTSecret = 32

    static let encryptionKeysSetting = Setting<[EncryptionKey]>(
        required: "ENCRYPTION_KEYS", syntax: .encryptionKeys, secret: true,
        meaning: "Keys for the trackers' credentials (AES-256-GCM). The first encrypts, all decrypt. `openssl rand -base64 32` makes one.")
    static let jwtSecretSetting = Setting<String>(
        required: "JWT_SECRET", syntax: .jwtSecret, secret: true,
        meaning: "Signs the tokens that clients get for their secret. A new one ends all tokens that are out.")
    static let jwtLifetimeSetting = Setting<Duration>(
        "JWT_LIFETIME", syntax: .duration(), standard: "1h", meaning: "How long such a token is good for.")
    static let requestsPerMinuteSetting = Setting<Int>(
        "RATE_LIMIT", syntax: .integer(0...10_000_000), standard: "3000",
        meaning: "Requests that one client may make in a minute; 0 sets no limit.")
    static let allowedNetworksSetting = Setting<[String]>(
        "ALLOWED_NETWORKS", syntax: .networks, standard: "",
        meaning: "Private networks in which trackers may live. Without it the gateway calls public addresses only.")
    static let allowsPlainHTTPSetting = Setting<Bool>(
        "ALLOW_PLAIN_HTTP", syntax: .flag, standard: "false",
        meaning: "Whether trackers in the networks above may be called by http:// too.")

    /// What each variable of the group is.
    public static let descriptions = [
        encryptionKeysSetting.description, jwtSecretSetting.description, jwtLifetimeSetting.description,
        requestsPerMinuteSetting.description, allowedNetworksSetting.description, allowsPlainHTTPSetting.description,
    ]

    /// Reads the group.
    public init?(from reader: inout SettingReader) {
        let encryptionKeys = reader.value(Self.encryptionKeysSetting)
        let jwtSecret = reader.value(Self.jwtSecretSetting)
        let jwtLifetime = reader.value(Self.jwtLifetimeSetting)
        let requestsPerMinute = reader.value(Self.requestsPerMinuteSetting)
        let allowedNetworks = reader.value(Self.allowedNetworksSetting)
        let allowsPlainHTTP = reader.value(Self.allowsPlainHTTPSetting)
        guard let encryptionKeys, let jwtSecret, let jwtLifetime, let requestsPerMinute, let allowedNetworks, let allowsPlainHTTP
        else { return nil }
        self.encryptionKeys = encryptionKeys
        self.jwtSecret = Secret(jwtSecret)
        self.jwtLifetime = jwtLifetime
        self.requestsPerMinute = requestsPerMinute == 0 ? nil : requestsPerMinute
        self.allowedNetworks = allowedNetworks
        self.allowsPlainHTTP = allowsPlainHTTP
    }
}

extension SettingSyntax where Value == String {
    static var jwtSecret: Self {
        Self(expected: "at least \(SecuritySettings.shortestJWTSecret) characters") { text in
            text.utf8.count >= SecuritySettings.shortestJWTSecret ? text : nil
        }
    }
}
