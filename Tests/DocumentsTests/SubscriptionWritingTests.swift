import Documents
import Models
import Primitives
import Testing

@Suite struct SubscriptionWritingTests {
    @Test(arguments: [(1, "1 hour"), (120, "120 hours"), (240, "240 hours")])
    func `a subscription that was disabled because it failed says for how long it had`(_ hours: Int, _ text: String)
        throws
    {
        let now = Timestamp(seconds: 1_800_000_000)
        var subscription = WebhookSubscription(
            id: UUIDv7Source().next(), slug: "ops", title: "", url: "https://ops.example", includesConfidential: false,
            secret: SealedSecret(keyID: "k", bytes: []), at: now)
        subscription.breaker.failingSince = now
        subscription.disabled = .init(.failing, since: now + .seconds(3_600 * hours) + .seconds(59))
        var writer = JSONWriter(capacity: 256)
        writer.subscription(subscription)
        #expect(
            try JSON(parsing: writer.bytes)["status_detail"]
                == .string("no delivery has succeeded for \(text)"))
    }
}
