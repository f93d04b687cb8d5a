import Documents
package import HTTPKit
import HTTPTypes
import Models
package import Primitives
import ServiceKit
package import Tickets
import TrackerKit

/// Handler of `POST /api/v1/tickets/batch`.
package struct BatchResource: Sendable {
    /// The maximum body size in bytes: some operations can have long texts, but not all of them the longest.
    private static let maximumBytes = 8 << 20

    private let service: BatchService
    private let presenter: TicketPresenter
    private let clock: any WallClock

    package init(service: BatchService, presenter: TicketPresenter, clock: any WallClock) {
        self.service = service
        self.presenter = presenter
        self.clock = clock
    }

    /// POST: performs the operations.
    package func perform(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        let context = try request.context
        let key = request.idempotencyKey
        var body = try await BodyReader(request, limit: Self.maximumBytes)
        let type = FieldType<[BatchOperation]>.array(
            of: .batchOperation, count: 1...BatchService.maximumCount, unique: false)
        let asked = body.required("operations", type)
        let operations = try body.finish(asked)
        let results = try await service.perform(Self.keyed(operations, key), context: context)
        return Response.object { writer in
            writer.beginObject()
            writer.key("results")
            writer.beginArray()
            for result in results { write(result, request.id, to: &writer) }
            writer.endArray()
            writer.endObject()
        }
    }

    /// Derives an idempotency key for each creation from the batch's.
    private static func keyed(_ operations: [BatchOperation], _ key: String?) -> [BatchOperation] {
        guard let key else { return operations }
        return operations.enumerated().map { index, operation in
            guard case .create(var creation) = operation.work else { return operation }
            creation.idempotencyKey = "\(key) \(index)"
            return BatchOperation(channel: operation.channel, work: .create(creation))
        }
    }

    private func write(_ result: BatchResult, _ requestID: String, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("status")
        switch result {
        case .created(let record):
            writer.integer(201)
            writer.key("ticket")
            presenter.write(record, to: &writer)
        case .updated(let record):
            writer.integer(200)
            writer.key("ticket")
            presenter.write(record, to: &writer)
        case .deleted:
            writer.integer(204)
        case .commented(let channel, let comment):
            writer.integer(201)
            writer.key("comment")
            writer.comment(comment, in: channel)
        case .failed(let failure):
            writer.integer(failure.code.status.code)
            writer.key("problem")
            writer.raw(failure.document(requestID: requestID, timestamp: clock.now()))
        }
        writer.endObject()
    }
}

extension FieldType where Value == BatchOperation {
    /// An operation. Its other fields depend on `op`.
    fileprivate static var batchOperation: Self { .object { readOperation(&$0) } }

    private static func readOperation(_ body: inout BodyReader) -> BatchOperation? {
        let verb = body.required("op", FieldType<Verb>.enumeration())
        let channel = body.required("channel", FieldType<String>.slug)
        let wanted = verb.flatMap { Self.work($0, &body) }
        guard let channel, let wanted else { return nil }
        return BatchOperation(channel: channel, work: wanted)
    }

    private static func work(_ verb: Verb, _ body: inout BodyReader) -> BatchOperation.Work? {
        if verb == .create {
            let creation = body.required(
                "ticket", FieldType<TicketCreation>.object { $0.ticketCreation(idempotencyKey: nil) })
            return creation.map { BatchOperation.Work.create($0) }
        }
        let key = body.required("key", FieldType<String>.name)
        switch verb {
        case .update:
            let condition = Self.precondition(&body)
            let patch = body.required("ticket", FieldType<TicketPatch>.object { $0.ticketPatch() })
            return key.flatMap { key in patch.map { .update(key: key, $0, condition) } }
        case .delete:
            let condition = Self.precondition(&body)
            return key.map { .delete(key: $0, condition) }
        case .comment:
            let draft = body.required("comment", FieldType<CommentDraft>.object { $0.commentDraft() })
            return key.flatMap { key in draft.map { .comment(key: key, $0) } }
        case .create:
            return nil
        }
    }

    private static func precondition(_ body: inout BodyReader) -> Precondition {
        guard let text = body.optional("if_match", FieldType<String>.text(1...1024)) else { return .none }
        if text != "*", let fault = EntityTags.fault(in: text) {
            body.fail("if_match", fault)
            return .none
        }
        return text == "*" ? .exists : Precondition.oneOf(Set(EntityTags.strong(text))).ofAnyVariant
    }

    /// The values of `op`.
    private enum Verb: String, CaseIterable, Sendable {
        case create
        case update
        case delete
        case comment
    }
}
