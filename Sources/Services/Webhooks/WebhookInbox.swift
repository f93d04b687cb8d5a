public import HTTPKit
public import HTTPTypes
import Crypto
public import Models
public import Primitives
import Repositories
import TrackerKit

/// Takes what trackers send: proves it, stores it, and answers once it is committed. Nothing is decoded here.
public struct WebhookInbox: Sendable {
    private let directory: WebhookDirectory
    private let writer: DeliveryWriter
    private let addresses: WebhookAddresses
    private let identifiers: any IdentifierSource

    /// Makes an inbox.
    public init(directory: WebhookDirectory, writer: DeliveryWriter, addresses: WebhookAddresses, identifiers: any IdentifierSource) {
        self.directory = directory
        self.writer = writer
        self.addresses = addresses
        self.identifiers = identifiers
    }

    /// Whether somebody may ask if the address is there, as Trello does before it registers it.
    /// - Throws: `ServiceError.notFound` for an unknown channel, ``refused`` for a wrong secret in the address.
    public func probe(channel slug: String, secret: String?) async throws {
        guard let entry = try await directory.find(slug) else { throw ServiceError.notFound("channel") }
        guard admits(secret, entry) else { throw Self.refused }
    }

    /// Stores a delivery.
    /// - Returns: its identifier, nil for one that came before.
    /// - Throws: `ServiceError.notFound` for an unknown channel, ``refused`` for what nobody proved, `ServiceError.unavailable` while the
    ///   channel is deleted, and `PostgresError`.
    public func receive(_ body: [UInt8], headers: HTTPFields, channel slug: String, secret: String?, at now: Timestamp) async throws
        -> Delivery.ID?
    {
        guard let entry = try await directory.find(slug) else { throw ServiceError.notFound("channel") }
        let delivery = WebhookDelivery(
            headers: headers, body: body, callbackURL: addresses.callbackURL(of: slug, secret: secret), receivedAt: now)
        guard admits(secret, entry), entry.dialect.secretIsInAddress || entry.dialect.isAuthentic(delivery, entry.secret) else {
            throw Self.refused
        }
        let label = entry.dialect.label(of: delivery)
        let stored = Delivery(
            id: identifiers.next(), channelID: entry.channelID, remoteID: Self.identity(label.deliveryID, body),
            event: String(label.event.storable.prefix(Self.maximumEventLength)), headers: Self.harmless(headers), body: body,
            receivedAt: now)
        switch try await writer.write(stored) {
        case .stored: return stored.id
        case .known: return nil
        case .channelGone: throw try await refusal(of: slug)
        }
    }

    /// A channel that was not to be had is gone, or about to be, unless its deletion fails: then the tracker should come again.
    private func refusal(of slug: String) async throws -> ServiceError {
        directory.forget(slug)
        guard try await directory.find(slug) != nil else { return .notFound("channel") }
        return .unavailable(detail: "The channel is being changed.", code: "contended", retryAfter: .seconds(2))
    }

    /// 401 for a delivery that nobody proved, whatever is wrong with it.
    public static let refused = Problem(
        .unauthorized, code: "invalid_signature", detail: "The delivery is not signed with the secret of this channel's webhook.")

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
        return "sha256:" + digest.map { byte in byte < 16 ? "0" + String(byte, radix: 16) : String(byte, radix: 16) }.joined()
    }

    /// Header fields that prove a sender are of no use once they are checked, and of too much use to whoever reads them later.
    private static let proofs: Set<String> = ["authorization", "proxy-authorization", "cookie", "x-gitlab-token"]

    private static func harmless(_ headers: HTTPFields) -> [String: String] {
        Dictionary(
            headers.compactMap { field in
                let name = field.name.canonicalName
                return proofs.contains(name) ? nil : (name, field.value.storable)
            }
        ) { first, second in "\(first), \(second)" }
    }
}
