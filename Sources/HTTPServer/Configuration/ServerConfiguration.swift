/// Where a server listens, and within which limits.
public struct ServerConfiguration: Sendable, Hashable {
    /// The host or address to listen at.
    public var host: String
    /// The port; 0 for any free one.
    public var port: Int
    /// How many connections may wait for being accepted; the system caps it at `net.core.somaxconn`.
    public var backlog: Int
    /// The limits.
    public var limits: ServerLimits
    /// Whether `start` raises the process' soft limit of open descriptors to its hard limit.
    public var raisesDescriptorLimit: Bool

    /// Makes a configuration.
    public init(
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
