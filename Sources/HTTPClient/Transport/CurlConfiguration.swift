import Primitives

/// How outgoing calls are made, for the whole process.
package struct CurlConfiguration: Sendable {
    /// What the gateway calls itself: `ticket-gateway/1.0.0`.
    package var userAgent: String
    /// How long resolving, connecting and the TLS handshake may take together. 10 s: three SYNs (at 0, 1 and 3 s) and a
    /// handshake.
    package var connectTimeout = Duration.seconds(10)
    /// A transfer slower than this many bytes a second, for the whole of ``slowPeriod``, is given up.
    package var minimumBytesPerSecond = 10
    /// See ``minimumBytesPerSecond``. Waiting for the first byte counts too; trackers answer within 10 s or never.
    package var slowPeriod = Duration.seconds(30)
    /// How many connections are open at a time; further requests wait.
    package var maximumConnections = 256
    /// An idle connection older than this is not used again. Servers close theirs after 60 s (nginx: 75 s) or more.
    package var idleLifetime = Duration.seconds(55)
    /// How many bytes the header fields of a response may have.
    package var maximumHeaderBytes = 256 << 10
    /// A PEM file with the authorities to trust in place of the system's, for an operator's own; nil: the system's.
    package var caBundlePath: String?
    /// A proxy's URL; nil: none, whatever `https_proxy` and its kin say. It may hold a password, so it is stored as a
    /// ``Secret``.
    package var proxy: String? {
        get { proxyURL?.revealed }
        set { proxyURL = newValue.map { Secret($0) } }
    }
    private var proxyURL: Secret<String>?

    /// Makes a configuration with the defaults above.
    package init(userAgent: String = "ticket-gateway", caBundlePath: String? = nil, proxy: String? = nil) {
        self.userAgent = userAgent
        self.caBundlePath = caBundlePath
        proxyURL = proxy.map { Secret($0) }
    }
}
