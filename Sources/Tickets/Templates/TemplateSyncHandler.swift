package import JobQueue
package import Models
package import Postgres
import Primitives
import Repositories
import ServiceKit
import TrackerKit

/// Keeps the templates of channels in step with the files of their projects: a job after each full sync of a channel
/// whose templates were read once.
package struct TemplateSyncHandler: JobHandler {
    /// `templates.sync`.
    package static let kind = "templates.sync"

    private let environment: TicketEnvironment

    /// Makes the handler.
    package init(environment: TicketEnvironment) { self.environment = environment }

    /// `templates.sync`.
    package var kind: String { Self.kind }

    /// Asks for it, unless nobody has ever read the channel's templates or it waits already.
    package static func enqueue(for channel: Channel, _ queue: JobQueue, in executor: any SQLExecutor) async throws {
        guard try await TemplateRepository(executor).isKept(channel.id) else { return }
        let draft = JobDraft(
            kind: kind, payload: ["channel": .string(channel.slug)], priority: .low,
            uniqueKey: "templates:\(channel.id)",
            lane: channel.connectionID.text, channel: channel.slug, maxAttempts: 5)
        try await queue.enqueue(draft, in: executor)
    }

    /// Reads the templates of the channel that the job names.
    package func perform(_ job: Job) async throws {
        guard let slug = job.payload["channel"]?.stringValue else { throw JobFailure.final("the job names no channel") }
        let context = CallContext(principal: .system("templates"), requestID: "", origin: .poll)
        do {
            _ = try await TemplateService(environment).synchronize(channel: slug, context: context)
        } catch ServiceError.notFound {
            // It is gone with its channel.
            return
        } catch ServiceError.tracker(let error, _) {
            throw error
        }
    }
}
