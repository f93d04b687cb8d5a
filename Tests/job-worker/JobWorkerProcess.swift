import EventLoop
import Glibc
import HTTPKit
import HTTPTypes
import JobQueue
import Logging
import Models
import OutgoingWebhooks
import Postgres
import Primitives
import ServiceKit

/// A worker in a process of its own, to be killed: `job-worker DATABASE-URL LEASE-MILLISECONDS` works until no job is
/// left and exits with 0.
///
/// A job whose payload is `{"kill": STAGE}` kills the process at that stage of its first attempt, one with `{"kill":
/// "always"}` whenever it is started: nothing is cleaned up, as with kill -9. It sends outgoing webhooks too, to a
/// receiver that is a table; see `TableReceiver`.
@main
enum JobWorkerProcess {
    static func main() async throws {
        guard CommandLine.arguments.count == 3, let lease = Int(CommandLine.arguments[2]) else { exit(EX_USAGE) }
        let group = try EventLoopGroup(count: 1)
        let logger = Logger(label: "job-worker") { _ in SwiftLogNoOpLogHandler() }
        let database = PostgresClient(
            configuration: PostgresConfiguration(url: CommandLine.arguments[1]), group: group, logger: logger)
        database.start()
        var policy = JobPolicy()
        policy.lease = .milliseconds(lease)
        policy.reclaimInterval = .milliseconds(lease / 4)
        policy.pollInterval = .milliseconds(50)
        policy.backoff = Backoff(base: .milliseconds(100), cap: .milliseconds(200))
        let worker = JobWorker(
            database: database,
            handlers: try JobHandlers([CountingHandler(database: database), try TableReceiver.handler(database)]),
            policy: policy,
            clock: SystemClock(),
            identifiers: UUIDv7Source(), observer: Killer(), logger: logger)
        async let running: Void = worker.run()
        while try await database.run("SELECT FROM job LIMIT 1").count > 0 {
            try await Task.sleep(for: .milliseconds(20))
        }
        worker.stop()
        await running
        await database.shutdown()
        group.shutdown()
    }
}

/// Leaves a row for each attempt that reached its end.
struct CountingHandler: JobHandler {
    let kind = "test"
    let database: PostgresClient

    func perform(_ job: Job) async throws {
        try await database.run("INSERT INTO job_effect (job_id, attempt) VALUES (\(job.id), \(job.attempts))")
    }
}

/// Kills the process where a job says.
struct Killer: JobObserver {
    func job(_ job: Job, reached stage: JobStage) {
        let name =
            switch stage {
            case .claimed: "claimed"
            case .started: "started"
            case .performed: "performed"
            case .committing: "committing"
            case .ended: "ended"
            }
        guard let wanted = job.payload["kill"]?.stringValue else { return }
        if (wanted == name && job.attempts == 1) || (wanted == "always" && name == "started") {
            kill(getpid(), SIGKILL)
        }
    }
}

/// A receiver of outgoing webhooks: leaves a row in `receiver_call` for each call, takes it, and kills the process
/// before it can hear of that, once for each delivery whose data are `{"kill": true}`.
struct TableReceiver: HTTPTransport {
    let database: PostgresClient

    /// The sender. The vault's key is that of the test.
    static func handler(_ database: PostgresClient) throws -> OutgoingDeliveryHandler {
        guard let key = SecretVault.Key(id: "k", bytes: Array(repeating: 7, count: SecretVault.keyLength)) else {
            exit(EX_SOFTWARE)
        }
        let (vault, policy) = (SecretVault(current: key), SubscriptionPolicy())
        let (clock, identifiers, observer) = (SystemClock(), UUIDv7Source(), SilentObserver())
        let sender = WebhookSender(
            transport: TableReceiver(database: database), vault: vault, policy: policy, clock: clock, observer: observer
        )
        let service = SubscriptionService(
            database: database, vault: vault, addresses: NoObjection(), sender: sender,
            queue: JobQueue(clock: clock, identifiers: identifiers), policy: policy,
            audit: AuditLog(clock: clock, identifiers: identifiers), clock: clock, identifiers: identifiers)
        return OutgoingDeliveryHandler(service: service, database: database, observer: observer)
    }

    func send(_ request: ClientRequest) async throws -> ClientResponse {
        let id = HTTPField.Name("webhook-id").flatMap { request.headers[$0] } ?? ""
        let calls = try await database.run(
            """
            WITH added AS (INSERT INTO receiver_call (webhook_id) VALUES (\(id)))
            SELECT count(*) FROM receiver_call WHERE webhook_id = \(id)
            """)
        let payload = try JSON(parsing: request.body ?? [])
        if payload["data"]?["kill"] == true, try calls[0].decode(0, as: Int.self) == 0 { kill(getpid(), SIGKILL) }
        return ClientResponse(status: 200)
    }
}

/// Allows calls to every address.
struct NoObjection: AddressChecking {
    func objection(to url: String) async -> String? { nil }
}

private struct SilentObserver: SubscriptionObserver {}
