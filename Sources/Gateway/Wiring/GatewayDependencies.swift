package import Access
package import EventFeed
package import HTTPKit
package import JobQueue
package import Primitives
package import TrackerKit

/// External dependencies of the gateway, which tests can replace.
package struct GatewayDependencies: Sendable {
    /// The wall clock.
    package var clock: any WallClock = SystemClock()
    /// Generates the identifiers of objects.
    package var identifiers: any IdentifierSource = UUIDv7Source()
    /// Generates request ids; nil for a fast generator on each event loop.
    package var requestIdentifiers: (any IdentifierSource)?
    package var logSink: LogSink = .standardError
    /// The transport for calls to trackers; nil for libcurl.
    package var transport: (any HTTPTransport)?
    /// The transport for outgoing webhooks; nil for libcurl.
    package var subscriptionTransport: (any HTTPTransport)?
    /// Additional adapters. One for a built-in kind of tracker replaces the built-in adapter.
    package var drivers: [any TrackerDriver] = []
    /// How long data about callers is cached.
    package var accessTimes = AccessTimes()
    /// How long responses are stored for repeated calls.
    package var idempotencyTimes = IdempotencyService.Times()
    /// How many invalid credentials each address may send per minute.
    package var failuresPerMinute = GatewayDependencies.standardFailuresPerMinute
    /// Additional job handlers. One for a built-in kind of job replaces the built-in handler.
    package var jobHandlers: [any JobHandler] = []
    /// Additional event consumers.
    package var eventConsumers: [any EventConsumer] = []
    /// Whether this process runs background work: jobs and syncs.
    package var runsWorkers = true

    /// The default of ``failuresPerMinute``. Enough for a person who mistypes. Guessing 256 random bits is hopeless at
    /// any rate, but each guess costs a query.
    package static let standardFailuresPerMinute = 30

    package init() {}
}
