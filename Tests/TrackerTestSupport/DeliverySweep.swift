package import HTTPTypes
package import Primitives
package import TrackerKit

/// Reads deliveries again and again, one member of them odd in another way each time.
package struct DeliverySweep {
    private let dialect: any WebhookDialect
    /// The members that were odd already: each is tried with each kind of event once.
    private var seen: Set<String> = []
    /// How many deliveries were read.
    package private(set) var rounds = 0
    /// What went wrong, for people.
    package private(set) var failures: [String] = []
    /// The members at the top whose oddity left a delivery unreadable, or made one about something into one about
    /// nothing.
    package private(set) var decisive: Set<String> = []

    /// Makes a sweep.
    package init(_ dialect: any WebhookDialect) { self.dialect = dialect }

    /// Reads a delivery with each member odd in some ways, in turn other ones. A delivery that cannot be read must be
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

    /// How many oddities each member of each kind of event is tried with: recorded deliveries have hundreds of members.
    private static let ways = 1
}
