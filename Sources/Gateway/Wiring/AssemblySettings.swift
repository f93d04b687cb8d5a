import Access
import HTTPClient
import HTTPServer
import Intake
import JobQueue
import OutgoingWebhooks
import Primitives
import ServiceKit

// Settings of the services' assemblies, derived from the gateway's configuration.

extension AccessAssembly.Settings {
    init(_ settings: SecuritySettings, _ dependencies: GatewayDependencies) {
        var times = dependencies.accessTimes
        times.jwtLifetime = settings.jwtLifetime
        self.init(
            jwtSecret: settings.jwtSecret, times: times, idempotencyTimes: dependencies.idempotencyTimes,
            requestsPerMinute: settings.requestsPerMinute, failuresPerMinute: dependencies.failuresPerMinute)
    }
}

extension IntakeAssembly.Settings {
    init(_ configuration: GatewayConfiguration) {
        self.init(
            publicURL: configuration.listen.publicURL,
            // Half of the requests in flight; the other half is reserved for the API.
            deliveriesInFlight: max(1, configuration.server.limits.requestsInFlight / 2),
            syncPolicy: SyncPolicy(configuration.upstream))
    }
}

extension SubscriptionPolicy {
    init(_ settings: SubscriptionSettings) {
        self.init()
        secretOverlap = settings.secretOverlap
    }
}

extension JobPolicy {
    /// The part of the shutdown grace that is reserved for releasing running jobs after they are cancelled.
    private static let releaseReserve = Duration.seconds(1)

    /// A shorter lease could expire between two heartbeats on a busy machine.
    private static let shortestLease = Duration.seconds(1)

    init(_ configuration: GatewayConfiguration) {
        self.init()
        concurrency = configuration.jobs.workers
        lease = max(Self.shortestLease, configuration.jobs.lease)
        reclaimInterval = min(reclaimInterval, lease)
        retention = configuration.jobs.retention
        deadRetention = configuration.jobs.deadRetention
        grace = max(.zero, configuration.server.shutdownGrace - Self.releaseReserve)
    }
}

extension SecretVault {
    /// A vault with the operator's keys: the first encrypts, all of them decrypt.
    /// - Throws: ``GatewayError/unusableEncryptionKey`` if a key is invalid or there is none.
    init(_ settings: SecuritySettings) throws {
        let keys = settings.encryptionKeys.compactMap { Key(id: $0.id, bytes: $0.bytes.revealed) }
        guard let current = keys.first, keys.count == settings.encryptionKeys.count else {
            throw GatewayError.unusableEncryptionKey
        }
        self.init(current: current, former: Array(keys.dropFirst()))
    }
}

extension SyncPolicy {
    init(_ settings: UpstreamSettings) {
        self.init()
        overlap = settings.syncOverlap
        fullInterval = settings.fullSyncInterval
        concurrency = settings.syncConcurrency
    }
}

extension CurlTransport {
    convenience init(_ configuration: GatewayConfiguration, _ addressGuard: AddressGuard) throws {
        try self.init(
            configuration.upstream.curlConfiguration(userAgent: "ticket-gateway/\(GatewayVersion.current)"),
            guard: addressGuard)
    }
}
