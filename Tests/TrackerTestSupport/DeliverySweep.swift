package import HTTPTypes
package import Primitives
package import TrackerKit

/// A fuzz test that parses webhook deliveries with one member corrupted in each round.
package struct DeliverySweep {
    private let dialect: any WebhookDialect
    /// The corruptions that were already tried. Each is tried once per kind of event.
    private var seen: Set<String> = []
    /// The number of deliveries that were parsed.
    package private(set) var rounds = 0
    /// Human-readable failures.
    package private(set) var failures: [String] = []
    /// The top-level members whose corruption made a delivery unreadable, or removed all of its notices.
    package private(set) var decisive: Set<String> = []

    package init(_ dialect: any WebhookDialect) { self.dialect = dialect }

    /// Parses a delivery repeatedly, each time with another member corrupted. An unreadable delivery must throw
    /// ``TrackerError/malformedResponse(detail:)``, which ends its job.
    package mutating func run(_ payload: JSON, event: String, headers: HTTPFields = [:]) {
        let project = ProjectReference(path: "any")
        func delivery(_ body: [UInt8]) -> WebhookDelivery {
            WebhookDelivery(
                headers: headers, body: body, callbackURL: "https://gateway.example/webhooks/x",
                receivedAt: Timestamp(seconds: 1_800_000_000))
        }
        guard let whole = try? dialect.notices(in: delivery(payload.serialized()), for: project) else { return }
        for (index, corruption) in RowCorruption.every(of: payload).enumerated() {
            let place = String(corruption.description.prefix { $0 != ":" && $0 != " " })
            guard seen.insert("\(event) \(place) \(index % Self.ways)").inserted else { continue }
            rounds += 1
            let odd = delivery(corruption.apply(payload.objectValue ?? [:]))
            _ = dialect.label(of: odd)
            do {
                let notices = try dialect.notices(in: odd, for: project)
                if notices.isEmpty, !whole.isEmpty { decisive.insert(String(place.prefix { $0 != "." })) }
            } catch TrackerError.malformedResponse {
                decisive.insert(String(place.prefix { $0 != "." }))
            } catch {
                failures.append("\(event): \(corruption): \(error)")
            }
        }
    }

    /// The number of corruptions per member and kind of event. It is small because recorded deliveries have hundreds of
    /// members.
    private static let ways = 1
}
