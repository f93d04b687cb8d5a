/// Where a server listens, and within which limits.
package struct ServerConfiguration: Sendable, Hashable {
    /// The host or address to listen at.
    package var host: String
    /// The port; 0 for any free one.
    package var port: Int
    /// How many connections may wait for being accepted; the system caps it at `net.core.somaxconn`.
    package var backlog: Int
    /// The limits.
    package var limits: ServerLimits
    /// Whether `start` raises the process' soft limit of open descriptors to its hard limit.
    package var raisesDescriptorLimit: Bool

    /// Makes a configuration.
    package init(
        host: String = "127.0.0.1", port: Int = 3000, backlog: Int = 1024, limits: ServerLimits = ServerLimits(),
        raisesDescriptorLimit: Bool = true
    ) {
        self.host = host
        self.port = port
        self.backlog = backlog
        self.limits = limits
        self.raisesDescriptorLimit = raisesDescriptorLimit
    }
}
