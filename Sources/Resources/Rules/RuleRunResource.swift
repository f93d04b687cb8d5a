import Documents
package import HTTPKit
import HTTPTypes
import Models
import Primitives
import Repositories
package import Rules

/// Handlers of `/api/v1/rules/{slug}/runs`.
package struct RuleRunResource: Sendable {
    private let service: RuleService

    package init(service: RuleService) { self.service = service }

    /// GET: the runs, newest first.
    package func list(_ request: Request) async throws -> Response {
        var query = QueryReader(request)
        let list = query.list(order: "-id")
        let state = query.optional("state", FieldType<RuleRunState>.enumeration())
        let slug = try request.slug(of: "rule")
        try query.finish()
        let runs = try await service.runs(
            of: slug, state: state, after: try list.cursor?.identifier(0), limit: list.limit + 1,
            context: try request.context)
        return Response.list(runs, list, of: request, cursor: { list.next(.string($0.run.id.text)) }) {
            $1.ruleRun($0, rule: slug)
        }
    }

    package func get(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        let slug = try request.slug(of: "rule")
        let run = try await service.run(
            try request.identifier("run", of: "run"), of: slug, context: try request.context)
        return Response.object { $0.ruleRun(run, rule: slug) }
    }

    /// POST: retries a failed run, starting with the action that failed.
    package func retry(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        try await request.refuseBody()
        let slug = try request.slug(of: "rule")
        let run = try await service.retry(
            try request.identifier("run", of: "run"), of: slug, context: try request.context)
        return Response.object(status: .accepted) { $0.ruleRun(run, rule: slug) }
    }

    /// POST: runs the rule on stored events.
    package func replay(_ request: Request) async throws -> Response {
        var query = QueryReader(request)
        let from = query.required("from", .timestamp)
        let to = query.required("to", .timestamp)
        let binding = request.route ?? request.path
        let cursor = query.cursor(binding: binding)
        let slug = try request.slug(of: "rule")
        let span = try query.finish(from, to)
        try await request.refuseBody()
        let outcome = try await service.replay(
            slug, from: span.0, to: span.1, after: try cursor?.replayPosition, context: try request.context)
        return Response.object(status: .accepted) { writer in
            writer.value([
                "events": JSON(outcome.events), "runs": JSON(outcome.runs), "limit": JSON(RulePolicy.maximumReplay),
                "last_event_at": JSON(outcome.lastEventAt),
                "next": JSON(outcome.next.map { Cursor($0).text(binding: binding) }),
            ])
        }
    }
}

extension Cursor {
    fileprivate init(_ position: RuleReplayPosition) {
        self.init(values: [
            .string(position.replay.text), .integer(position.time.microseconds), .string(position.event.text),
        ])
    }

    fileprivate var replayPosition: RuleReplayPosition {
        get throws { RuleReplayPosition(replay: try identifier(0), time: try timestamp(1), event: try identifier(2)) }
    }
}

extension Response {
    /// A response with a single object and this status.
    fileprivate static func object(status: HTTPResponse.Status, _ write: (inout JSONWriter) -> Void) -> Response {
        var response = Response.object { write(&$0) }
        response.status = status
        return response
    }
}
