public import HTTPKit
public import Primitives
public import Services
public import TrackerKit

/// What the gateway takes from outside, so that tests can put something else there.
public struct GatewayDependencies: Sendable {
    /// The time of day.
    public var clock: any WallClock = SystemClock()
    /// New identifiers.
    public var identifiers: any IdentifierSource = UUIDv7Source()
    /// New identifiers of requests; nil for a fast generator on each loop.
    public var requestIdentifiers: (any IdentifierSource)?
    /// Where log lines go.
    public var logSink: LogSink = .standardError
    /// Carries calls to trackers in place of libcurl; nil for libcurl.
    public var transport: (any HTTPTransport)?
    /// Carries outgoing webhooks in place of libcurl; nil for libcurl.
    public var subscriptionTransport: (any HTTPTransport)?
    /// Trackers beside those that the gateway has; one of the same kind takes its place.
    public var drivers: [any TrackerDriver] = []
    /// How long what is known of callers stays true.
    public var accessTimes = AccessTimes()
    /// How long answers are kept for repeats.
    public var idempotencyTimes = IdempotencyService.Times()
    /// How many wrong credentials one address may send in a minute.
    public var failuresPerMinute = GatewayDependencies.standardFailuresPerMinute
    /// Handlers of jobs beside those that the gateway has; one of the same kind takes its place.
    public var jobHandlers: [any JobHandler] = []
    /// Consumers of events beside those that the gateway has.
    public var eventConsumers: [any EventConsumer] = []
    /// Whether anything is done in the background: jobs, and keeping mirrors.
    public var runsWorkers = true

    /// A person who mistypes needs a few; a program that guesses 256 random bits gets nowhere at any rate, but costs a query each.
    public static let standardFailuresPerMinute = 30

    /// The real ones.
    public init() {}
}
