import Crypto
package import HTTPTypes
package import Models
package import Primitives
import Repositories
import ServiceKit
import TrackerKit

/// Takes what trackers send: proves it, stores it, and answers once it is committed. Nothing is decoded here.
package struct WebhookInbox: Sendable {
    private let directory: WebhookDirectory
    private let writer: DeliveryWriter
    private let addresses: WebhookAddresses
    private let identifiers: any IdentifierSource

    /// Makes an inbox.
    package init(
        directory: WebhookDirectory, writer: DeliveryWriter, addresses: WebhookAddresses,
        identifiers: any IdentifierSource
    ) {
        self.directory = directory
        self.writer = writer
        self.addresses = addresses
        self.identifiers = identifiers
    }

    /// Whether somebody may ask if the address is there, as Trello does before it registers it.
    /// - Throws: `ServiceError.notFound` for an unknown channel, ``refused`` for a wrong secret in the address, 429.
    package func probe(channel slug: String, secret: String?, peer: String) async throws {
        guard let entry = try await directory.find(slug, peer: peer) else { throw ServiceError.notFound("channel") }
        _ = try await admitted(by: entry) { admits(secret, $0) }
    }

    /// Whether a delivery may come in, by its head alone: before anything of its body is read.
    /// - Throws: `ServiceError.notFound` for an unknown channel, ``refused`` for what cannot be proved, 429.
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

    /// Stores a delivery.
    /// - Returns: its identifier, nil for one that came before.
    /// - Throws: ``refused`` for what nobody proved, `ServiceError.unavailable` while the channel is deleted,
    ///   `ServiceError.notFound` once it is, and `PostgresError`.
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

    /// The entry if what it says proves; else the entry as it is now, if that does: another process may have changed
    /// the secret.
    private func admitted(by entry: WebhookEntry, _ proves: (WebhookEntry) -> Bool) async throws -> WebhookEntry {
        if proves(entry) { return entry }
        guard let successor = try await directory.successor(of: entry), proves(successor) else { throw Self.refused }
        return successor
    }

    /// A channel that was not to be had is gone, or about to be, unless its deletion fails: then the tracker should
    /// come again.
    private func refusal(of slug: String) async throws -> ServiceError {
        guard try await directory.readAgain(slug) != nil else { return .notFound("channel") }
        return .unavailable(detail: "The channel is being changed.", code: .contended, retryAfter: .seconds(2))
    }

    /// Refuses a delivery that nobody proved, whatever is wrong with it.
    package static let refused = Failure(
        .invalidSignature, detail: "The delivery is not signed with the secret of the channel's webhook.")

    /// How long an identifier of a tracker may be before its hash takes its place, and a word for what happened.
    private static let maximumIdentityLength = 200, maximumEventLength = 100

    /// The secret of the address, where the tracker has no other proof. Compared by hashes, so that time tells nothing.
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

    /// Header fields that prove a sender are of no use once they are checked, and of too much use to whoever reads them
    /// later.
    private static let credentials: Set<String> = ["authorization", "proxy-authorization", "cookie"]

    private static func harmless(_ headers: HTTPFields, _ proofs: [HTTPField.Name]) -> [String: String] {
        let hidden = credentials.union(proofs.map(\.canonicalName))
        return Dictionary(
            headers.compactMap { field in
                let name = field.name.canonicalName
                return hidden.contains(name) ? nil : (name, field.value.storable)
            }
        ) { first, second in "\(first), \(second)" }
    }
}

/// A delivery that may come in, so far as its head tells.
package struct WebhookAdmission: Sendable {
    fileprivate let entry: WebhookEntry
    fileprivate let headers: HTTPFields
    /// The address as it was called.
    fileprivate let callbackURL: String

    /// Whether its body may be a form.
    package var readsForms: Bool { entry.dialect.readsForms }
}
