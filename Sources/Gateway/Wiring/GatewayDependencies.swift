package import Access
package import EventFeed
package import HTTPKit
package import JobQueue
package import Primitives
package import TrackerKit

/// What the gateway takes from outside, so that tests can put something else there.
package struct GatewayDependencies: Sendable {
    /// The time of day.
    package var clock: any WallClock = SystemClock()
    /// New identifiers.
    package var identifiers: any IdentifierSource = UUIDv7Source()
    /// New identifiers of requests; nil for a fast generator on each loop.
    package var requestIdentifiers: (any IdentifierSource)?
    /// Where log lines go.
    package var logSink: LogSink = .standardError
    /// Carries calls to trackers in place of libcurl; nil for libcurl.
    package var transport: (any HTTPTransport)?
    /// Carries outgoing webhooks in place of libcurl; nil for libcurl.
    package var subscriptionTransport: (any HTTPTransport)?
    /// Trackers beside those that the gateway has; one of the same kind takes its place.
    package var drivers: [any TrackerDriver] = []
    /// How long what is known of callers stays true.
    package var accessTimes = AccessTimes()
    /// How long answers are kept for repeats.
    package var idempotencyTimes = IdempotencyService.Times()
    /// How many wrong credentials one address may send in a minute.
    package var failuresPerMinute = GatewayDependencies.standardFailuresPerMinute
    /// Handlers of jobs beside those that the gateway has; one of the same kind takes its place.
    package var jobHandlers: [any JobHandler] = []
    /// Consumers of events beside those that the gateway has.
    package var eventConsumers: [any EventConsumer] = []
    /// Whether anything is done in the background: jobs, and keeping mirrors.
    package var runsWorkers = true

    /// A person who mistypes needs a few; a program that guesses 256 random bits gets nowhere at any rate, but costs a
    /// query each.
    package static let standardFailuresPerMinute = 30

    /// The real ones.
    package init() {}
}
