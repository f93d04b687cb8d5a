/// Where trackers send to.
package struct WebhookAddresses: Sendable, Hashable {
    /// The gateway's address as trackers see it, without a trailing slash.
    private let publicURL: String

    /// Makes addresses below a public URL.
    package init(publicURL: String) { self.publicURL = publicURL }

    /// The address of a channel's webhook.
    /// - Parameter secret: for trackers that prove deliveries by nothing else.
    package func callbackURL(of slug: String, secret: String?) -> String {
        "\(publicURL)/webhooks/\(slug)" + (secret.map { "/" + $0 } ?? "")
    }
}
