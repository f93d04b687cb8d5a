package import Alerts
import Documents
package import HTTPKit
import HTTPTypes
import Primitives

/// The request's storage key for the caller of the Alerts API.
package enum AlertCallerKey: RequestKey {
    package typealias Value = AlertCaller
}

/// Handlers of `/api/v1/alerts/alert/`. They throw `AlertRefusal`, which ``AlertResponder`` converts.
package struct AlertsResource: Sendable {
    private let service: AlertService

    package init(service: AlertService) { self.service = service }

    /// GET: the alerts of some flavors, newest first.
    package func list(_ request: Request) async throws -> Response {
        let format = try AlertFormat.required(by: request)
        let listing = try await service.list(AlertArguments(request.query.items), by: request.alertCaller)
        return AlertResponder.response(.ok, format) { writer in
            writer.beginObject()
            writer.key("count")
            writer.integer(listing.alerts.count)
            writer.key("total")
            writer.integer(listing.total)
            writer.key("alerts")
            writer.beginArray()
            for alert in listing.alerts { writer.alertRecord(alert) }
            writer.endArray()
            writer.endObject()
        }
    }

    /// POST: stores an alert.
    package func post(_ request: Request) async throws -> Response {
        let format = try AlertFormat.required(by: request)
        let bytes = try await request.body.collect(upTo: BodyReader.standardLimit)
        if !bytes.isEmpty { try Self.requireJSON(request) }
        let id = try await service.post(try AlertPost(parsing: bytes), by: request.alertCaller)
        return AlertResponder.response(.created, format) { writer in
            writer.beginObject()
            writer.key("detail")
            writer.beginObject()
            writer.key("id")
            writer.integer(id)
            writer.endObject()
            writer.endObject()
        }
    }

    private static func requireJSON(_ request: Request) throws(AlertRefusal) {
        do throws(Failure) { try MediaType.requireJSON(request) } catch {
            throw .unsupportedMediaType(request.headers[.contentType] ?? "")
        }
    }
}

extension Request {
    fileprivate var alertCaller: AlertCaller { self[AlertCallerKey.self] ?? .anonymous }
}
