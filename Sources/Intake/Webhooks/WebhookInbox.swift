import Crypto
package import HTTPTypes
package import Models
package import Primitives
import Repositories
import ServiceKit
import TrackerKit

/// Receives deliveries: authenticates them, stores them, and returns once they are committed. Bodies are not decoded
/// here.
package struct WebhookInbox: Sendable {
    private let directory: WebhookDirectory
    private let writer: DeliveryWriter
    private let addresses: WebhookAddresses
    private let identifiers: any IdentifierSource

    package init(
        directory: WebhookDirectory, writer: DeliveryWriter, addresses: WebhookAddresses,
        identifiers: any IdentifierSource
    ) {
        self.directory = directory
        self.writer = writer
        self.addresses = addresses
        self.identifiers = identifiers
    }

    /// Checks a request that tests whether a callback URL exists, as Trello sends before it registers a webhook.
    /// - Throws: `ServiceError.notFound` for an unknown channel, ``refused`` for a wrong secret in the URL, 429.
    package func probe(channel slug: String, secret: String?, peer: String) async throws {
        guard let entry = try await directory.find(slug, peer: peer) else { throw ServiceError.notFound("channel") }
        _ = try await admitted(by: entry) { admits(secret, $0) }
    }

    /// Checks a delivery by its headers alone, before its body is read.
    /// - Throws: `ServiceError.notFound` for an unknown channel, ``refused`` if the signature or secret is missing or
    ///   wrong, 429.
    package func admit(_ headers: HTTPFields, channel slug: String, secret: String?, peer: String) async throws
        -> WebhookAdmission
    {
        guard let entry = try await directory.find(slug, peer: peer) else { throw ServiceError.notFound("channel") }
        let current = try await admitted(by: entry) { admits(secret, $0) }
        let proofs = current.dialect.proofFields
        guard proofs.isEmpty || proofs.contains(where: { headers[$0] != nil }) else { throw Self.refused }
        return WebhookAdmission(
            entry: current, headers: headers, callbackURL: addresses.callbackURL(of: slug, secret: secret))
    }

    /// Authenticates and stores a delivery.
    /// - Returns: Its id; nil if it is a repeat.
    /// - Throws: ``refused`` for an invalid signature, `ServiceError.unavailable` while the channel is being deleted,
    ///   `ServiceError.notFound` once it is deleted, and `PostgresError`.
    package func receive(_ body: [UInt8], _ admission: WebhookAdmission, at now: Timestamp) async throws -> Delivery.ID?
    {
        let delivery = WebhookDelivery(
            headers: admission.headers, body: body, callbackURL: admission.callbackURL, receivedAt: now)
        let entry = try await admitted(by: admission.entry) {
            $0.dialect.secretIsInAddress || $0.dialect.isAuthentic(delivery, $0.secret)
        }
        let label = entry.dialect.label(of: delivery)
        let stored = Delivery(
            id: identifiers.next(), channelID: entry.channelID, remoteID: Self.identity(label.deliveryID, body),
            event: String(label.event.storable.prefix(Self.maximumEventLength)),
            headers: Self.harmless(admission.headers, entry.dialect.proofFields),
            body: entry.dialect.storedBody(of: delivery),
            receivedAt: now)
        switch try await writer.write(stored) {
        case .stored: return stored.id
        case .known: return nil
        case .channelGone: throw try await refusal(of: entry.slug)
        }
    }

    /// Returns the entry if the check succeeds with it, or a newly read one if it succeeds with that: another process
    /// may have changed the secret.
    private func admitted(by entry: WebhookEntry, _ proves: (WebhookEntry) -> Bool) async throws -> WebhookEntry {
        if proves(entry) { return entry }
        guard let successor = try await directory.successor(of: entry), proves(successor) else { throw Self.refused }
        return successor
    }

    /// The channel is deleted or about to be. In the latter case the deletion may still fail, so the tracker should
    /// retry.
    private func refusal(of slug: String) async throws -> ServiceError {
        guard try await directory.readAgain(slug) != nil else { return .notFound("channel") }
        return .unavailable(detail: "The channel is being changed.", code: .contended, retryAfter: .seconds(2))
    }

    /// The delivery is not authentic. The same error for every reason.
    package static let refused = Failure(
        .invalidSignature, detail: "The delivery is not signed with the secret of the channel's webhook.")

    /// The maximum length of a tracker's delivery identifier in bytes, above which it is replaced by its hash, and of
    /// an event name in characters.
    private static let maximumIdentityLength = 200, maximumEventLength = 100

    /// Checks the secret in the URL, for trackers that do not sign deliveries. Compares hashes, so that the timing
    /// reveals nothing.
    private func admits(_ secret: String?, _ entry: WebhookEntry) -> Bool {
        guard entry.dialect.secretIsInAddress else { return secret == nil }
        guard let secret, !entry.secret.shared.isEmpty else { return false }
        return SHA256.hash(data: Array(secret.utf8)) == SHA256.hash(data: Array(entry.secret.shared.utf8))
    }

    private static func identity(_ id: String?, _ body: [UInt8]) -> String {
        if let id, !id.isEmpty, id.utf8.count <= maximumIdentityLength, id.storable == id { return id }
        let digest = SHA256.hash(data: id.map { Array($0.utf8) } ?? body)
        return "sha256:" + Hexadecimal.text(digest)
    }

    /// Headers with credentials are not stored: once checked they are of no use, and a later reader could misuse them.
    private static func harmless(_ headers: HTTPFields, _ proofs: [HTTPField.Name]) -> [String: String] {
        let hidden = Set(proofs.map(\.canonicalName))
        return Dictionary(
            headers.compactMap { field in
                let name = field.name.canonicalName
                return hidden.contains(name) || CredentialName.isLike(name) ? nil : (name, field.value.storable)
            }
        ) { first, second in "\(first), \(second)" }
    }
}

/// A delivery whose headers were accepted.
package struct WebhookAdmission: Sendable {
    fileprivate let entry: WebhookEntry
    fileprivate let headers: HTTPFields
    /// The URL that was called.
    fileprivate let callbackURL: String

    /// Whether the body may be a form.
    package var readsForms: Bool { entry.dialect.readsForms }
}
