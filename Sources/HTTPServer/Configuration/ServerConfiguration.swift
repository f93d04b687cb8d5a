/// The address and limits of a server.
package struct ServerConfiguration: Sendable, Hashable {
    /// The host or address to listen on.
    package var host: String
    /// The port; 0 for any free port.
    package var port: Int
    /// The maximum number of connections that the kernel queues until they are accepted, capped at
    /// `net.core.somaxconn`.
    package var backlog: Int
    package var limits: ServerLimits
    /// Whether `start` raises the process's soft limit for open descriptors to the hard limit.
    package var raisesDescriptorLimit: Bool

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
