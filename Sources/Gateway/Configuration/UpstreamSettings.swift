public import HTTPClient

/// How the gateway calls trackers, and how it keeps its mirror of them fresh.
public struct UpstreamSettings: SettingGroup {
    /// How long one call may take, connecting included.
    public let timeout: Duration
    /// The largest answer that is read.
    public let maximumResponseBytes: Int
    /// How long an answer with an ETag is kept for conditional requests after its last use.
    public let cacheLifetime: Duration
    /// Answers larger than this are not kept.
    public let cacheEntryBytes: Int
    /// How often each channel is compared with its tracker; nil when only webhooks and people start that.
    public let syncInterval: Duration?
    /// How far before the last sync the next one starts, because trackers' clocks and indexes lag.
    public let syncOverlap: Duration

    /// A PEM file with the authorities to trust in place of the system's; nil for the system's.
    public let caBundlePath: String?
    /// A proxy for calls to trackers.
    public let proxy: Secret<String>?

    static let timeoutSetting = Setting<Duration>(
        "UPSTREAM_TIMEOUT", syntax: .duration(), standard: "30s",
        meaning: "How long one call to a tracker may take before the request gets 504.")
    static let maximumResponseBytesSetting = Setting<Int>(
        "UPSTREAM_MAX_RESPONSE", syntax: .byteCount, standard: "16MiB", meaning: "The largest answer of a tracker that is read.")
    static let cacheLifetimeSetting = Setting<Duration>(
        "CONDITIONAL_CACHE_LIFETIME", syntax: .duration(), standard: "7d",
        meaning: "How long an answer with an ETag is kept after its last use; a 304 costs no quota.")
    static let cacheEntryBytesSetting = Setting<Int>(
        "CONDITIONAL_CACHE_MAX_ENTRY", syntax: .byteCount, standard: "1MiB", meaning: "Larger answers are not kept.")
    static let syncIntervalSetting = Setting<Duration>(
        "SYNC_INTERVAL", syntax: .duration(zero: true), standard: "5m",
        meaning: "How often each channel asks its tracker for what changed.")
    static let syncOverlapSetting = Setting<Duration>(
        "SYNC_OVERLAP", syntax: .duration(zero: true), standard: "2m",
        meaning: "How far before the last sync the next one starts, because trackers' clocks and indexes lag.")
    static let caBundlePathSetting = Setting<String?>.optional(
        "UPSTREAM_CA_BUNDLE", syntax: .path,
        meaning: "A PEM file with the authorities to trust in place of the system's, for trackers with certificates of your own.")
    static let proxySetting = Setting<String?>.optional(
        "UPSTREAM_PROXY", syntax: .text("a URL such as http://proxy:3128"), secret: true,
        meaning: "A proxy for calls to trackers. `https_proxy` and its kin are not read.")

    /// What each variable of the group is.
    public static let descriptions = [
        timeoutSetting.description, maximumResponseBytesSetting.description, cacheLifetimeSetting.description,
        cacheEntryBytesSetting.description, syncIntervalSetting.description, syncOverlapSetting.description,
        caBundlePathSetting.description, proxySetting.description,
    ]

    /// Reads the group.
    public init?(from reader: inout SettingReader) {
        let timeout = reader.value(Self.timeoutSetting)
        let maximumResponseBytes = reader.value(Self.maximumResponseBytesSetting)
        let cacheLifetime = reader.value(Self.cacheLifetimeSetting)
        let cacheEntryBytes = reader.value(Self.cacheEntryBytesSetting)
        let syncInterval = reader.value(Self.syncIntervalSetting)
        let syncOverlap = reader.value(Self.syncOverlapSetting)
        let caBundlePath = reader.value(Self.caBundlePathSetting)
        let proxy = reader.value(Self.proxySetting)
        guard let timeout, let maximumResponseBytes, let cacheLifetime, let cacheEntryBytes, let syncInterval, let syncOverlap,
            let caBundlePath, let proxy
        else { return nil }
        self.timeout = timeout
        self.maximumResponseBytes = maximumResponseBytes
        self.cacheLifetime = cacheLifetime
        self.cacheEntryBytes = cacheEntryBytes
        self.syncInterval = syncInterval == .zero ? nil : syncInterval
        self.syncOverlap = syncOverlap
        self.caBundlePath = caBundlePath
        self.proxy = proxy.map { Secret($0) }
    }

    /// What the transport of calls to trackers is told. The proxy's URL may hold a password: never log it.
    public func curlConfiguration(userAgent: String) -> CurlConfiguration {
        CurlConfiguration(userAgent: userAgent, caBundlePath: caBundlePath, proxy: proxy?.revealed)
    }
}
