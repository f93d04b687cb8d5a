import Documents
import Foundation
import HTTPKit
import HTTPTypes
import Models
import Postgres
import Primitives
import Repositories
import ServiceKit
import TrackerKit

extension SubscriptionService {
    static let slugTaken = ServiceError.slugTaken("subscription")
    /// The reason for failing pending deliveries of a disabled subscription.
    static let disabledDetail = "the subscription is disabled"
    /// How many deliveries are failed or deleted per statement.
    static let batch = 1000

    /// Returns the subscription if the caller may see it: its channels must be among those that the caller is
    /// restricted to.
    /// - Throws: `ServiceError.notFound` otherwise.
    static func visible(_ subscription: WebhookSubscription?, to principal: Principal) throws(ServiceError)
        -> WebhookSubscription
    {
        guard let subscription else { throw .notFound("subscription") }
        guard let channels = principal.channels else { return subscription }
        guard let bounds = subscription.bounds, bounds.isSubset(of: channels) else { throw .notFound("subscription") }
        return subscription
    }

    /// The receiver gets to read what the subscription sends, so managing it requires the right to read tickets.
    static func requireReading(_ principal: Principal) throws(ServiceError) {
        guard principal.allows(.ticketsRead) else { throw .forbidden(.ticketsRead) }
    }

    /// A caller that may not see what a subscription sends may not change where it is sent.
    static func requireRights(of subscription: WebhookSubscription, _ principal: Principal) throws(ServiceError) {
        try requireReading(principal)
        if subscription.includesConfidential, !principal.allows(.ticketsConfidential) {
            throw .forbidden(.ticketsConfidential)
        }
    }

    static func withPrefix(_ secret: String) -> String {
        let prefix = StandardWebhookSignature.secretPrefix
        return secret.hasPrefix(prefix) ? secret : prefix + secret
    }

    func lock(_ slug: String, if precondition: Precondition, context: CallContext, in transaction: Transaction)
        async throws
        -> WebhookSubscription
    {
        let present = try Self.visible(
            try await SubscriptionRepository(transaction).lock(slug: slug), to: context.principal)
        try Self.requireRights(of: present, context.principal)
        try precondition.require(ETag(present.revision))
        return present
    }

    /// Applies the patch's secret. Deliveries to a new origin are never signed with the previous secret.
    /// - Throws: `ServiceError.invalid` if the origin changes and the patch has no secret.
    func applySecret(of patch: SubscriptionPatch, to subscription: inout WebhookSubscription) throws {
        let isElsewhere = patch.url.value.map {
            WebhookSubscription.origin(of: $0) != WebhookSubscription.origin(of: subscription.url)
        }
        guard let secret = patch.secret.value.map(Self.withPrefix) else {
            if isElsewhere == true { throw ServiceError.invalid("/secret", "is required if the origin of url changes") }
            return
        }
        if try vault.webhookSecret(of: subscription) != secret { try replaceSecret(of: &subscription, by: secret) }
        if isElsewhere == true { subscription.formerSecret = nil }
    }

    /// Replaces the secret. The previous one also signs deliveries for ``SubscriptionPolicy/secretOverlap``.
    func replaceSecret(of subscription: inout WebhookSubscription, by secret: String) throws {
        subscription.formerSecret = .init(subscription.secret, until: clock.now() + policy.secretOverlap)
        subscription.secret = try vault.seal(webhookSecret: secret, of: subscription.id)
    }

    /// Changes a subscription under its row lock and adds an audit entry. Writes nothing if nothing changed.
    func change(
        _ slug: String, _ action: String, if precondition: Precondition, context: CallContext,
        body: @Sendable (inout WebhookSubscription, Transaction) async throws -> Void
    ) async throws -> WebhookSubscription {
        try await database.transaction { transaction in
            let before = try await lock(slug, if: precondition, context: context, in: transaction)
            var changed = before
            try await body(&changed, transaction)
            var untimed = changed
            untimed.updatedAt = before.updatedAt
            guard untimed != before else { return before }
            guard let after = try await SubscriptionRepository(transaction).update(changed) else {
                throw ServiceError.notFound("subscription")
            }
            try await record(action, before: before, after: after, context: context, in: transaction)
            return after
        }
    }

    func record(
        _ action: String, before: WebhookSubscription?, after: WebhookSubscription?, context: CallContext,
        in transaction: Transaction
    ) async throws {
        guard let subscription = after ?? before else { return }
        try await audit.record(
            action, target: AuditTarget(.webhookSubscription, id: subscription.id, name: subscription.slug),
            before: before?.auditJSON,
            after: after?.auditJSON, context: context, in: transaction)
    }

    /// Fails the pending deliveries of a disabled subscription. Workers do the same when they find one.
    func failPendingDeliveries(for subscription: WebhookSubscription) async throws {
        let deliveries = OutgoingDeliveryRepository(database)
        while try await deliveries.failWaiting(
            of: subscription.id, detail: Self.disabledDetail, limit: Self.batch, at: clock.now()) == Self.batch
        {}
    }
}

extension WebhookSubscription {
    /// Scheme, host and port of a URL (RFC 6454, section 4); the whole text if it has none.
    static func origin(of url: String) -> String {
        guard let components = URLComponents(string: url), let scheme = components.scheme?.lowercased(),
            let host = components.host
        else {
            return url
        }
        let port = components.port ?? (scheme == "https" ? 443 : 80)
        return "\(scheme)://\(host.lowercased()):\(port)"
    }

    /// The subscription for the audit log, without its secret and its URL's query.
    var auditJSON: JSON {
        [
            "slug": .string(slug), "title": .string(title), "url": .string(ClientRequest(.post, url).redactedURL),
            "types": types.map { JSON($0.map(\.rawValue).sorted()) } ?? .null,
            "channels": channels.map { JSON($0.sorted()) } ?? .null,
            "bounds": bounds.map { JSON($0.sorted()) } ?? .null, "confidential": .bool(includesConfidential),
            "if": filter ?? .null,
            "enabled": .bool(disabled == nil), "disabled_reason": JSON(disabled?.reason.rawValue),
            "former_secret_until": JSON(
                formerSecret?.until),
        ]
    }

    /// Makes the caller the author and gives the subscription the caller's rights.
    mutating func entitle(_ principal: Principal) {
        bounds = principal.channels
        includesConfidential = principal.allows(.ticketsConfidential)
        author = principal.authorKey
    }

    mutating func apply(_ patch: SubscriptionPatch, at now: Timestamp) {
        title = patch.title.value ?? title
        url = patch.url.value ?? url
        if case .set(let types) = patch.types { self.types = types }
        if case .set(let channels) = patch.channels { self.channels = channels }
        if case .set(let filter) = patch.filter { self.filter = filter }
        switch patch.isEnabled {
        case .set(true): disabled = nil
        case .set(false): disabled = disabled ?? Disabled(.asked, since: now)
        case .unchanged: break
        }
        updatedAt = now
    }
}
