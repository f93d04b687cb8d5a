package import Models
package import Primitives

extension FieldType where Value == String {
    /// The URL of a receiver. The service validates it.
    package static var webhookURL: Self { .text(1...2048) }
}

extension FieldType where Value == Set<EventType> {
    /// At least one event type, without duplicates.
    package static var eventTypes: FieldType<Set<EventType>> {
        FieldType<[EventType]>.array(of: .enumeration(EventType.self), count: 1...EventType.allCases.count).map(
            Set.init)
    }
}

extension FieldType where Value == Set<String> {
    /// The maximum number of channels of a subscription: the same as for callers restricted to channels.
    private static let maximumSubscriptionChannels = 200

    /// At least one channel slug, without duplicates.
    package static var subscriptionChannels: Self {
        FieldType<[String]>.array(of: .slug, count: 1...maximumSubscriptionChannels).map(Set.init)
    }
}

extension FieldType where Value == JSON {
    /// JsonLogic: an object with one operator, or a literal value.
    package static var condition: Self { Self("JsonLogic") { $0.isNull ? nil : $0 } }
}
