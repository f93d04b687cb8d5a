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

    /// Makes a sender.
    /// - Parameter transport: carries calls; it holds them to where they may go.
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

    /// Header fields of answers that are kept: what tells why a call failed.
    private static let keptFields: [HTTPField.Name] = [.contentType, .retryAfter, .server, .date, .location]
    /// How long the value of one may be.
    private static let keptValueLength = 1000

    /// Makes one attempt.
    /// - Throws: `CancellationError` when the task is cancelled: nothing is known then. `SecretVault.Failure` when
    ///   there is nothing to sign with.
    func send(_ delivery: OutgoingDelivery, to subscription: WebhookSubscription) async throws -> WebhookAnswer {
        let startedAt = clock.now()
        let request = try request(delivery, to: subscription, at: startedAt)
        do {
            let response = try await transport.send(request)
            let answer = answer(response, startedAt: startedAt)
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

    private func answer(_ response: ClientResponse, startedAt: Timestamp) -> WebhookAnswer {
        let now = clock.now()
        let kept = Self.keptFields.compactMap { name in
            response.headers[name].map { (name.canonicalName, String($0.prefix(Self.keptValueLength))) }
        }
        let outcome = WebhookAnswer.Outcome(status: response.status)
        let attempt = OutgoingAttempt(
            startedAt: startedAt, duration: now - startedAt, status: response.status,
            error: outcome == .delivered ? nil : "answered with \(response.status)",
            headers: Dictionary(kept) { first, _ in first }, body: Array(response.body.prefix(policy.keptBytes)))
        guard outcome != .delivered else { return WebhookAnswer(attempt: attempt, outcome: outcome) }
        let retryAfter = response.retryAfter(at: now) ?? (outcome == .throttled ? policy.standardThrottle : nil)
        return WebhookAnswer(attempt: attempt, outcome: outcome, retryAfter: retryAfter)
    }
}

/// What came of an attempt.
struct WebhookAnswer: Sendable, Hashable {
    /// What it means ("Delivery success and failure").
    enum Outcome: Sendable, Hashable {
        /// 2xx.
        case delivered
        /// 410: the receiver wants nothing more.
        case gone
        /// 429.
        case throttled
        /// All else, 3xx included: redirects are not followed.
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

    /// The attempt as it is kept.
    var attempt: OutgoingAttempt
    /// What it means.
    var outcome: Outcome
    /// How long the receiver wants to be left alone.
    var retryAfter: Duration?
}

extension TransportError {
    /// Why there was no answer, for people. Transports put no path, query or field in it.
    fileprivate var attemptText: String {
        let text = detail.isEmpty ? "\(kind)" : detail
        return String(text.prefix(1000))
    }
}

extension HTTPField.Name {
    static let webhookID = HTTPField.Name("webhook-id")!
    static let webhookTimestamp = HTTPField.Name("webhook-timestamp")!
    static let webhookSignature = HTTPField.Name("webhook-signature")!
}
