public import Models
public import Primitives
public import TrackerKit

/// A subscription to make.
public struct SubscriptionDraft: Sendable, Redacted {
    /// Its name in URLs.
    public var slug: String
    /// Its name for people; the slug when nil.
    public var title: String?
    /// Where deliveries go.
    public var url: String
    /// Which types of events; nil for all.
    public var types: Set<EventType>?
    /// Slugs of the only channels; nil for all that the caller may know of.
    public var channels: Set<String>?
    /// JsonLogic over the event's document.
    public var filter: JSON?
    /// Whether it is sent something from the start.
    public var isEnabled = true
    /// The secret in clear; nil for a new random one.
    public var secret: String?

    /// Makes a draft; the rest is set after.
    public init(slug: String, url: String) {
        self.slug = slug
        self.url = url
    }
}

/// What to change on a subscription.
public struct SubscriptionPatch: Sendable, Redacted {
    /// Its name for people.
    public var title: Change<String> = .unchanged
    /// Where deliveries go.
    public var url: Change<String> = .unchanged
    /// Which types of events; nil for all.
    public var types: Change<Set<EventType>?> = .unchanged
    /// Slugs of the only channels; nil for all.
    public var channels: Change<Set<String>?> = .unchanged
    /// JsonLogic over the event's document.
    public var filter: Change<JSON?> = .unchanged
    /// Whether it is sent something.
    public var isEnabled: Change<Bool> = .unchanged
    /// The secret in clear. Required with a ``url`` of another origin.
    public var secret: Change<String> = .unchanged

    /// Makes a patch that changes nothing.
    public init() {}
}
