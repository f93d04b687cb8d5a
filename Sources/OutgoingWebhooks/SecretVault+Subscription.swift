import Models
import ServiceKit
import TrackerKit

extension SecretVault {
    func seal(webhookSecret: String, of subscription: WebhookSubscription.ID) throws -> SealedSecret {
        try seal(Array(webhookSecret.utf8), for: Self.row(subscription))
    }

    /// Decrypts the subscription's current secret.
    func webhookSecret(of subscription: WebhookSubscription) throws -> String {
        String(decoding: try open(subscription.secret, for: Self.row(subscription.id)), as: UTF8.self)
    }

    /// Decrypts all secrets of the subscription, with those that have expired.
    func webhookSecrets(of subscription: WebhookSubscription) throws -> [String] {
        try [subscription.secret, subscription.formerSecret?.secret].compactMap(\.self).map {
            String(decoding: try open($0, for: Self.row(subscription.id)), as: UTF8.self)
        }
    }

    /// The signers of a subscription's deliveries: its secret, and the previous one while it is still valid.
    func signatures(of subscription: WebhookSubscription, includingFormer: Bool) throws -> [StandardWebhookSignature] {
        let sealed =
            [subscription.secret] + (includingFormer ? [subscription.formerSecret?.secret].compactMap(\.self) : [])
        return try sealed.map { secret in
            let text = String(decoding: try open(secret, for: Self.row(subscription.id)), as: UTF8.self)
            guard let signature = StandardWebhookSignature(secret: text) else { throw Failure.notAuthentic }
            return signature
        }
    }

    private static func row(_ id: WebhookSubscription.ID) -> String { "subscription/\(id)" }
}
