import JobQueue
package import Models
package import Postgres
import Primitives
import Repositories
import ServiceKit

/// Sends outgoing deliveries, one attempt per call.
///
/// Deliveries are sent at least once: if a worker crashes between the receiver's response and storing the result, the
/// delivery is sent again with the same `webhook-id`. The time of the next attempt is stored with the delivery and the
/// subscription, so a job that runs too early or twice sends nothing.
package struct OutgoingDeliveryHandler: JobHandler {
    package static let kind = "webhook.send"
    /// The maximum number of attempts of a job. The schedule has fewer; the rest is for attempts whose worker crashed.
    static let maximumAttempts = 30

    /// The reason for failing a delivery if its ticket has become confidential, or the subscription's creator has lost
    /// a right.
    private static let rightsLost = "the subscription's author no longer has access to the event"

    let service: SubscriptionService
    private let database: PostgresClient
    private let observer: any SubscriptionObserver
    private let random: @Sendable () -> Double

    /// - Parameters:
    ///   - database: The connections of background work.
    ///   - random: The source of jitter: returns values in 0..<1.
    package init(
        service: SubscriptionService, database: PostgresClient, observer: any SubscriptionObserver,
        random: @escaping @Sendable () -> Double = { .random(in: 0..<1) }
    ) {
        self.service = service
        self.database = database
        self.observer = observer
        self.random = random
    }

    package var kind: String { Self.kind }

    private var clock: any WallClock { service.clock }
    private var policy: SubscriptionPolicy { service.policy }

    /// The job that sends a delivery, in the lane of its subscription, so that a slow receiver does not delay others.
    static func job(for delivery: OutgoingDelivery) -> JobDraft {
        JobDraft(
            kind: kind, payload: ["delivery": .string(delivery.id.text), "round": JSON(delivery.round)],
            lane: "subscription/\(delivery.subscriptionID)", maxAttempts: maximumAttempts)
    }

    /// Makes one attempt, if one is due.
    package func perform(_ job: Job) async throws {
        guard let (id, round) = Self.delivery(of: job) else {
            throw JobFailure.final("the job's payload has no delivery")
        }
        guard let (delivery, subscription) = try await OutgoingDeliveryRepository(database).work(id),
            delivery.state == .waiting,
            delivery.round == round
        else { return }
        guard subscription.disabled == nil else {
            return try await giveUp(id, round: round, detail: SubscriptionService.disabledDetail, in: database)
        }
        guard try await OutgoingDeliveryRepository(database).isVisible(id, to: subscription.audience) else {
            return try await giveUp(id, round: round, detail: Self.rightsLost, in: database)
        }
        if let next = delivery.nextAttemptAt, case let wait = next - clock.now(), wait > .zero {
            throw JobFailure.postponed(wait, "it is not due yet")
        }
        try await requireAdmission(to: subscription)
        let answer = try await answer(delivery, subscription)
        // A separate task, so that the result of the call is stored even if this task has been cancelled.
        let next = try await Task { try await keep(answer, of: delivery, to: subscription) }.value
        if let next { throw JobFailure.retry(after: next - clock.now(), answer.attempt.error ?? "failed") }
    }

    /// Fails the delivery along with its job.
    package func gaveUp(_ job: Job, error: String, in transaction: Transaction) async throws {
        guard let (id, round) = Self.delivery(of: job) else { return }
        try await giveUp(id, round: round, detail: error, in: transaction)
    }

    private static func delivery(of job: Job) -> (OutgoingDelivery.ID, round: Int)? {
        guard let id = job.payload["delivery"]?.stringValue.flatMap({ OutgoingDelivery.ID($0) }),
            let round = job.payload["round"]?.integerValue
        else { return nil }
        return (id, Int(round))
    }

    private func giveUp(_ id: OutgoingDelivery.ID, round: Int, detail: String, in executor: any SQLExecutor)
        async throws
    {
        try await OutgoingDeliveryRepository(executor).fail(id, round: round, detail: detail, at: clock.now())
        observer.finished(.failed)
    }

    /// Returns if the receiver may be called now.
    /// - Throws: `JobFailure.laneHeld` while its circuit breaker is open or another delivery probes it.
    private func requireAdmission(to subscription: WebhookSubscription) async throws {
        let now = clock.now()
        switch subscription.breaker.admission(at: now) {
        case .allowed: return
        case .held(let wait):
            throw JobFailure.laneHeld(wait, "its receiver is not called for a while, after consecutive failures")
        case .probe:
            guard try await SubscriptionRepository(database).takeProbe(of: subscription.id, at: now) else {
                throw JobFailure.laneHeld(
                    ReceiverBreaker.probeWait,
                    "another delivery is testing whether the receiver is available again")
            }
        }
    }

    private func answer(_ delivery: OutgoingDelivery, _ subscription: WebhookSubscription) async throws -> WebhookAnswer
    {
        do {
            return try await service.sender.send(delivery, to: subscription)
        } catch is SecretVault.Failure {
            throw JobFailure.retry(
                after: policy.unreadableSecretRetry, "the secret can't be decrypted with the configured keys")
        }
    }

    /// Stores the result of an attempt.
    /// - Returns: When the next attempt is due; nil if there is none.
    private func keep(_ answer: WebhookAnswer, of delivery: OutgoingDelivery, to subscription: WebhookSubscription)
        async throws -> Timestamp?
    {
        guard answer.outcome != .delivered else {
            let isKept = try await OutgoingDeliveryRepository(database).keep(
                answer.attempt, at: delivery, becoming: .delivered, detail: nil, next: nil, now: clock.now())
            if isKept { observer.finished(.delivered) }
            try await SubscriptionRepository(database).succeeded(subscription.id)
            return nil
        }
        return try await keepFailure(answer, of: delivery, to: subscription)
    }

    private func keepFailure(
        _ answer: WebhookAnswer, of delivery: OutgoingDelivery, to subscription: WebhookSubscription
    )
        async throws
        -> Timestamp?
    {
        let now = clock.now()
        let wait =
            answer.outcome == .gone
            ? nil : policy.wait(after: delivery.roundAttempts + 1, retryAfter: answer.retryAfter, random: random())
        let (isKept, disabled) = try await database.transaction { transaction in
            // Lock the subscription before the delivery, as everywhere, to avoid deadlocks.
            let disabled = try await service.tookFailure(answer, of: subscription.id, at: now, in: transaction)
            let isKept = try await OutgoingDeliveryRepository(transaction).keep(
                answer.attempt, at: delivery, becoming: wait == nil ? .failed : .waiting, detail: answer.attempt.error,
                next: wait.map { now + $0 }, now: now)
            return (isKept, disabled)
        }
        if isKept, wait == nil { observer.finished(.failed) }
        if let disabled {
            observer.disabled(disabled.disabled?.reason ?? .failing)
            try await service.failPendingDeliveries(for: disabled)
        }
        return isKept ? wait.map { now + $0 } : nil
    }
}
