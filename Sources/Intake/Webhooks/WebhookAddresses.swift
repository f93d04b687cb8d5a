/// The callback URLs of webhooks.
package struct WebhookAddresses: Sendable, Hashable {
    /// The gateway's public URL, without a trailing slash.
    private let publicURL: String

    package init(publicURL: String) { self.publicURL = publicURL }

    /// The callback URL of a channel's webhook.
    /// - Parameter secret: Included in the URL for trackers that do not sign deliveries otherwise.
    package func callbackURL(of slug: String, secret: String?) -> String {
        "\(publicURL)/webhooks/\(slug)" + (secret.map { "/" + $0 } ?? "")
    }
}
