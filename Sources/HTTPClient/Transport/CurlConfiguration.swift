import Primitives

/// The settings for outgoing calls of the whole process.
package struct CurlConfiguration: Sendable {
    /// The `User-Agent`, such as `ticket-gateway/1.0.0`.
    package var userAgent: String
    /// The maximum total time for resolving, connecting and the TLS handshake. 10 s allow three SYNs (at 0, 1 and 3 s)
    /// and a handshake.
    package var connectTimeout = Duration.seconds(10)
    /// A transfer is aborted if it is slower than this during the whole of ``slowPeriod``.
    package var minimumBytesPerSecond = 10
    /// See ``minimumBytesPerSecond``. Waiting for the first byte counts too; trackers respond within 10 s or not at
    /// all.
    package var slowPeriod = Duration.seconds(30)
    /// The maximum number of open connections; further requests wait.
    package var maximumConnections = 256
    /// The maximum age of an idle connection that is reused. Servers close theirs after 60 s (nginx: 75 s) or later.
    package var idleLifetime = Duration.seconds(55)
    /// The maximum length of a response's header fields in bytes.
    package var maximumHeaderBytes = 256 << 10
    /// The path of a PEM file with certificate authorities, used instead of the system's; nil for the system's.
    package var caBundlePath: String?
    /// The URL of a proxy; nil for none, whatever `https_proxy` and similar variables contain. It may contain a
    /// password, so it is stored as a ``Secret``.
    package var proxy: String? {
        get { proxyURL?.revealed }
        set { proxyURL = newValue.map { Secret($0) } }
    }
    private var proxyURL: Secret<String>?

    package init(userAgent: String = "ticket-gateway", caBundlePath: String? = nil, proxy: String? = nil) {
        self.userAgent = userAgent
        self.caBundlePath = caBundlePath
        proxyURL = proxy.map { Secret($0) }
    }
}
