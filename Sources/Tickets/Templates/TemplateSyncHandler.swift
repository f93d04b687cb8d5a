package import JobQueue
package import Models
package import Postgres
import Primitives
import Repositories
import ServiceKit
import TrackerKit

/// Keeps the templates of channels in sync with the template files of their projects. A job runs after each full sync
/// of a channel whose templates have been synced before.
package struct TemplateSyncHandler: JobHandler {
    package static let kind = "templates.sync"

    private let environment: TicketEnvironment

    package init(environment: TicketEnvironment) { self.environment = environment }

    package var kind: String { Self.kind }

    /// Enqueues the job, unless the channel's templates have never been synced or a job is already queued.
    package static func enqueue(for channel: Channel, _ queue: JobQueue, in executor: any SQLExecutor) async throws {
        guard try await TemplateRepository(executor).isKept(channel.id) else { return }
        let draft = JobDraft(
            kind: kind, payload: ["channel": .string(channel.slug)], priority: .low,
            uniqueKey: "templates:\(channel.id)",
            lane: channel.connectionID.text, channel: channel.slug, maxAttempts: 5)
        try await queue.enqueue(draft, in: executor)
    }

    package func perform(_ job: Job) async throws {
        guard let slug = job.payload["channel"]?.stringValue else {
            throw JobFailure.final("the job's payload has no channel")
        }
        let context = CallContext(principal: .system("templates"), requestID: "", origin: .poll)
        do {
            _ = try await TemplateService(environment).synchronize(channel: slug, context: context)
        } catch ServiceError.notFound {
            // It was deleted with its channel.
            return
        } catch ServiceError.tracker(let error, _, _) {
            throw error
        }
    }
}
