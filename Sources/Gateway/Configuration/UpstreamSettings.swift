package import HTTPClient
package import Primitives

/// The settings of calls to trackers and of syncs.
package struct UpstreamSettings: SettingGroup {
    /// How long connecting to a tracker may take, including TLS.
    package let connectTimeout: Duration
    /// The maximum number of open connections to trackers.
    package let maximumConnections: Int
    /// A PEM file of certificate authorities to trust instead of the system's. nil for the system's.
    package let caBundlePath: String?
    /// The URL of a proxy for calls to trackers. May contain a password.
    package let proxy: Secret<String>?
    /// How long a response with an ETag or `Last-Modified` is cached for conditional requests after it was stored.
    package let cacheLifetime: Duration
    /// Larger responses are not cached.
    package let cacheEntryBytes: Int
    /// How far before the watermark a sync starts, because trackers' clocks and lists are not exact.
    package let syncOverlap: Duration
    /// The minimum time between full syncs for trackers whose lists don't show every change.
    package let fullSyncInterval: Duration
    /// The maximum number of channels that a process syncs at a time.
    package let syncConcurrency: Int
    /// How long deliveries from trackers are kept.
    package let deliveryRetention: Duration

    private static let defaults = CurlConfiguration()

    static let connectTimeoutSetting = Setting<Duration>(
        "UPSTREAM_CONNECT_TIMEOUT", syntax: .duration(), standard: SettingText.duration(defaults.connectTimeout),
        meaning: "How long connecting to a tracker, including TLS, may take before the request gets 504.")
    static let maximumConnectionsSetting = Setting<Int>(
        "UPSTREAM_MAX_CONNECTIONS", syntax: .integer(1...10_000), standard: String(defaults.maximumConnections),
        meaning: "Maximum open connections to trackers; further calls wait.")
    static let caBundlePathSetting = Setting<String?>.optional(
        "UPSTREAM_CA_BUNDLE", syntax: .path,
        meaning:
            "A PEM file of certificate authorities to trust instead of the system's, for trackers with private certificates."
    )
    static let proxySetting = Setting<String?>.optional(
        "UPSTREAM_PROXY", syntax: .text("a URL such as http://proxy:3128"), secret: true,
        meaning: "A proxy for calls to trackers. `https_proxy` and similar variables are ignored.")
    static let cacheLifetimeSetting = Setting<Duration>(
        "CONDITIONAL_CACHE_LIFETIME", syntax: .duration(), standard: "7d",
        meaning:
            "How long a tracker's response with an ETag or Last-Modified is cached. A 304 from the tracker costs no quota."
    )
    static let cacheEntryBytesSetting = Setting<Int>(
        "CONDITIONAL_CACHE_MAX_ENTRY", syntax: .byteCount, standard: "1MiB",
        meaning: "Maximum size of a cached response; larger ones are not cached."
    )
    static let syncOverlapSetting = Setting<Duration>(
        "SYNC_OVERLAP", syntax: .duration(zero: true), standard: "60s",
        meaning:
            "How far before the watermark (the last change seen) a sync starts, because trackers' clocks and lists are not exact."
    )
    static let fullSyncIntervalSetting = Setting<Duration>(
        "FULL_SYNC_INTERVAL", syntax: .duration(), standard: "1h",
        meaning:
            "Minimum time between full syncs of GlitchTip and Sentry projects. Only a full sync finds changes made in their web interface."
    )
    static let syncConcurrencySetting = Setting<Int>(
        "SYNC_CONCURRENCY", syntax: .integer(1...100), standard: "8",
        meaning:
            "How many channels one process syncs at a time, at most a quarter of them on one connection. Each channel sets its own sync interval."
    )

    static let deliveryRetentionSetting = Setting<Duration>(
        "DELIVERY_RETENTION", syntax: .duration(), standard: "30d",
        meaning: "How long incoming deliveries are kept for inspection and replay.")

    package static let descriptions = [
        connectTimeoutSetting.description, maximumConnectionsSetting.description, caBundlePathSetting.description,
        proxySetting.description, cacheLifetimeSetting.description, cacheEntryBytesSetting.description,
        syncOverlapSetting.description, fullSyncIntervalSetting.description, syncConcurrencySetting.description,
        deliveryRetentionSetting.description,
    ]

    package init?(from reader: inout SettingReader) {
        let connectTimeout = reader.value(Self.connectTimeoutSetting)
        let maximumConnections = reader.value(Self.maximumConnectionsSetting)
        let caBundlePath = reader.value(Self.caBundlePathSetting)
        let proxy = reader.value(Self.proxySetting)
        let cacheLifetime = reader.value(Self.cacheLifetimeSetting)
        let cacheEntryBytes = reader.value(Self.cacheEntryBytesSetting)
        let syncOverlap = reader.value(Self.syncOverlapSetting)
        let fullSyncInterval = reader.value(Self.fullSyncIntervalSetting)
        let syncConcurrency = reader.value(Self.syncConcurrencySetting)
        let deliveryRetention = reader.value(Self.deliveryRetentionSetting)
        guard let connectTimeout, let maximumConnections, let caBundlePath, let proxy, let cacheLifetime,
            let cacheEntryBytes,
            let syncOverlap, let fullSyncInterval, let syncConcurrency, let deliveryRetention
        else { return nil }
        self.connectTimeout = connectTimeout
        self.maximumConnections = maximumConnections
        self.caBundlePath = caBundlePath
        self.proxy = proxy.map { Secret($0) }
        self.cacheLifetime = cacheLifetime
        self.cacheEntryBytes = cacheEntryBytes
        self.syncOverlap = syncOverlap
        self.fullSyncInterval = fullSyncInterval
        self.syncConcurrency = syncConcurrency
        self.deliveryRetention = deliveryRetention
    }

    /// The proxy's URL may contain a password: never log it.
    package func curlConfiguration(userAgent: String) -> CurlConfiguration {
        var configuration = CurlConfiguration(userAgent: userAgent, caBundlePath: caBundlePath, proxy: proxy?.revealed)
        configuration.connectTimeout = connectTimeout
        configuration.maximumConnections = maximumConnections
        return configuration
    }
}
