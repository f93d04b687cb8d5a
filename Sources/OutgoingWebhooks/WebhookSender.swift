package import HTTPKit
import HTTPTypes
import Models
package import Primitives
package import ServiceKit
import TrackerKit

/// Signs and sends deliveries (Standard Webhooks 1.0.0, "Webhook headers").
package struct WebhookSender: Sendable {
    private let transport: any HTTPTransport
    private let vault: SecretVault
    private let policy: SubscriptionPolicy
    private let clock: any WallClock
    private let observer: any SubscriptionObserver

    /// - Parameter transport: Sends the requests and enforces which addresses may be called.
    package init(
        transport: any HTTPTransport, vault: SecretVault, policy: SubscriptionPolicy, clock: any WallClock,
        observer: any SubscriptionObserver
    ) {
        self.transport = transport
        self.vault = vault
        self.policy = policy
        self.clock = clock
        self.observer = observer
    }

    /// Response headers that are stored because they help to diagnose failures.
    private static let keptFields: [HTTPField.Name] = [.contentType, .retryAfter, .server, .date, .location]
    /// The maximum stored length of a header's value in characters.
    private static let keptValueLength = 1000

    /// Makes one attempt.
    /// - Throws: `CancellationError` if the task was cancelled, in which case the result is unknown;
    ///   `SecretVault.Failure` if the secret cannot be decrypted.
    func send(_ delivery: OutgoingDelivery, to subscription: WebhookSubscription) async throws -> WebhookAnswer {
        let startedAt = clock.now()
        let request = try request(delivery, to: subscription, at: startedAt)
        let secrets = try vault.webhookSecrets(of: subscription)
        do {
            let response = try await transport.send(request)
            let answer = answer(response, startedAt: startedAt, masking: secrets)
            observer.attempted(status: response.status, after: answer.attempt.duration)
            return answer
        } catch let error as TransportError where error.kind != .cancelled {
            let attempt = OutgoingAttempt(
                startedAt: startedAt, duration: clock.now() - startedAt, status: nil, error: error.attemptText)
            observer.attempted(status: nil, after: attempt.duration)
            return WebhookAnswer(attempt: attempt, outcome: .failed)
        } catch is TransportError {
            throw CancellationError()
        }
    }

    private func request(_ delivery: OutgoingDelivery, to subscription: WebhookSubscription, at now: Timestamp) throws
        -> ClientRequest
    {
        let (id, timestamp, body) = (delivery.id.text, String(now.seconds), Array(delivery.payload.utf8))
        let signatures = try vault.signatures(
            of: subscription, includingFormer: subscription.formerSecret.map { now < $0.until } ?? false)
        var headers: HTTPFields = [.contentType: "application/json"]
        headers[.webhookID] = id
        headers[.webhookTimestamp] = timestamp
        headers[.webhookSignature] = signatures.map { $0.signature(id: id, timestamp: timestamp, body: body) }.joined(
            separator: " ")
        var request = ClientRequest(
            .post, subscription.url, headers: headers, body: body, timeout: policy.timeout,
            maximumResponseBytes: policy.keptBytes,
            isSafeToRepeat: false)
        request.cutsResponse = true
        return request
    }

    /// - Parameter secrets: The subscription's secrets: a receiver knows them and may quote them in its response.
    private func answer(_ response: ClientResponse, startedAt: Timestamp, masking secrets: [String]) -> WebhookAnswer {
        let now = clock.now()
        let kept = Self.keptFields.compactMap { name in
            response.headers[name].map {
                (name.canonicalName, String($0.prefix(Self.keptValueLength)).masking(secrets))
            }
        }
        let outcome = WebhookAnswer.Outcome(status: response.status)
        let attempt = OutgoingAttempt(
            startedAt: startedAt, duration: now - startedAt, status: response.status,
            error: outcome == .delivered ? nil : "responded with \(response.status)",
            headers: Dictionary(kept) { first, _ in first },
            body: Self.masked(response.body.prefix(policy.keptBytes), secrets))
        guard outcome != .delivered else { return WebhookAnswer(attempt: attempt, outcome: outcome) }
        let retryAfter = response.retryAfter(at: now) ?? (outcome == .throttled ? policy.standardThrottle : nil)
        return WebhookAnswer(attempt: attempt, outcome: outcome, retryAfter: retryAfter)
    }
}

extension WebhookSender {
    /// The body with the secrets masked; unchanged, byte for byte, if it contains none.
    private static func masked(_ body: ArraySlice<UInt8>, _ secrets: [String]) -> [UInt8] {
        let text = String(decoding: body, as: UTF8.self), masked = text.masking(secrets)
        return masked == text ? Array(body) : Array(masked.utf8)
    }
}

/// The result of an attempt.
struct WebhookAnswer: Sendable, Hashable {
    /// The meaning of the response's status (Standard Webhooks 1.0.0, "Delivery success and failure").
    enum Outcome: Sendable, Hashable {
        /// 2xx.
        case delivered
        /// 410: the receiver asks for no more deliveries.
        case gone
        /// 429.
        case throttled
        /// Everything else, including 3xx: redirects are not followed.
        case failed

        init(status: Int) {
            switch status {
            case 200..<300: self = .delivered
            case 410: self = .gone
            case 429: self = .throttled
            default: self = .failed
            }
        }
    }

    /// The attempt as it is stored.
    var attempt: OutgoingAttempt
    var outcome: Outcome
    /// The delay that the receiver asked for.
    var retryAfter: Duration?
}

extension TransportError {
    /// A human-readable reason why there was no response. Transports include no path, query or header in it.
    fileprivate var attemptText: String {
        let text = detail.isEmpty ? kind.explanation : detail
        return String(text.prefix(1000))
    }
}

extension HTTPField.Name {
    static let webhookID = HTTPField.Name("webhook-id")!
    static let webhookTimestamp = HTTPField.Name("webhook-timestamp")!
    static let webhookSignature = HTTPField.Name("webhook-signature")!
}
