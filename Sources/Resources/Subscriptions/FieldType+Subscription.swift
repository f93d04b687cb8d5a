import Models
import Primitives
import TrackerKit

extension FieldType where Value == String {
    /// Where deliveries go; the service looks at it closely.
    static var webhookURL: Self { .text(1...2048) }
}

extension FieldType where Value == Set<EventType> {
    /// Types of events: at least one, none twice.
    static var eventTypes: Self {
        FieldType<[EventType]>.array(of: .enumeration(EventType.self), count: 1...EventType.allCases.count).map(
            Set.init)
    }
}

extension FieldType where Value == Set<String> {
    /// How many channels a subscription may name, as many as callers may be bound to.
    private static let maximumSubscriptionChannels = 200

    /// The slugs of channels: at least one, none twice.
    static var subscriptionChannels: Self {
        FieldType<[String]>.array(of: .slug, count: 1...maximumSubscriptionChannels).map(Set.init)
    }
}

extension FieldType where Value == JSON {
    /// JsonLogic: an object with one operator, or a value as it stands.
    static var condition: Self { Self("JsonLogic") { $0.isNull ? nil : $0 } }
}
