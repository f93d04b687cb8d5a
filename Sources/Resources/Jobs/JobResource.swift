import Documents
package import HTTPKit
package import JobQueue
import Models
import Primitives
import Repositories
import ServiceKit

/// Handlers of `/api/v1/jobs`.
package struct JobResource: Sendable {
    private let service: JobService

    package init(service: JobService) { self.service = service }

    /// GET: the jobs, newest first.
    package func list(_ request: Request) async throws -> Response {
        var query = QueryReader(request)
        let list = query.list(order: "-id")
        var filter = JobFilter()
        filter.state = query.optional("state", .enumeration())
        filter.kind = query.optional("kind", .text(1...100))
        try query.finish()
        let jobs = try await service.list(
            filter, after: try list.cursor?.identifier(0), limit: list.limit + 1, context: try request.context)
        return Response.list(jobs, list, of: request, cursor: { list.next(.string($0.id.text)) }) { job, writer in
            writer.job(job, payload: job.payload.maskingSecrets)
        }
    }

    package func get(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        let job = try await service.find(try request.identifier(of: "job"), context: try request.context)
        return request.notModified(job.etag) ?? response(job)
    }

    /// POST: retries a job.
    package func retry(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        try await request.refuseBody()
        let job = try await service.retry(try request.identifier(of: "job"), context: try request.context)
        return response(job)
    }

    /// DELETE: discards a job that is not running.
    package func discard(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        try await service.discard(
            try request.identifier(of: "job"), if: try request.precondition, context: try request.context)
        return .noContent
    }

    private func response(_ job: Job) -> Response {
        Response.object(etag: job.etag) { $0.job(job, payload: job.payload.maskingSecrets) }
    }
}
