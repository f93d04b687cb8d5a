import Foundation
import GatewayTestSupport
import Postgres
import Primitives
import Testing

/// The receivers and streams to which the gateway sends events.
extension RecipeWorld {
    /// The subscription that receives every event.
    static let everything = "everything"

    /// Makes a recipe's subscriptions send to the receiver instead of the URL in its file.
    func redirectSubscriptions() async throws {
        for subscription in try await gateway.admin.get("/api/v1/subscriptions").json["data"]?.arrayValue ?? [] {
            guard let slug = subscription["slug"]?.stringValue, slug != Self.everything else { continue }
            let path = "/api/v1/subscriptions/\(slug)"
            let secret =
                "whsec_"
                + Data(slug.utf8.prefix(24) + [UInt8](repeating: 0, count: max(0, 24 - slug.utf8.count)))
                .base64EncodedString()
            #expect(
                try await gateway.admin.patch(path, ["url": .string(receiver.url(slug)), "secret": .string(secret)])
                    .status == 200)
            receiver.expect(slug, signedBy: secret)
        }
    }

    /// The `data` of each message that a recipe's subscription has sent.
    func told(_ subscription: String) throws -> [JSON] {
        try receiver.mail(subscription).messages.compactMap { $0["data"] }
    }

    /// Expects each event of the log once on the live stream, in the log's order, and once by webhook; repeats
    /// are allowed only for attempts that were not completed.
    /// - Parameter failedAttempts: The number of webhook attempts that were not completed.
    func tellsAll(failedAttempts: Int) async throws {
        let log: [String] = try await database.run("SELECT id::text AS id FROM event ORDER BY transaction_id, id").map {
            try $0.decode("id")
        }
        try await until { live.ids.count >= log.count }
        same(live.ids, log)
        let everything = try receiver.mail(Self.everything)
        same(everything.messages.compactMap { $0["data"]?["event"]?["id"]?.stringValue }.sorted(), log.sorted())
        let all = try receiver.subscriptions.map { try receiver.mail($0) }
        same(all.map { $0.count - $0.messages.count }.reduce(0, +), failedAttempts)
    }
}
