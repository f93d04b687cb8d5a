import Documents
package import HTTPKit
import HTTPTypes
package import Intake
import Models
import Primitives

/// Handlers of `/webhooks/{channel}` and `/webhooks/{channel}/{secret}`, which trackers call.
package struct WebhookReceiver: Sendable {
    /// The maximum size of a delivery in bytes. GitHub sends up to 25 MiB for some events, but issues and comments are
    /// far smaller.
    private static let maximumBodyBytes = 5 << 20

    private let inbox: WebhookInbox
    private let capacity: WebhookCapacity

    /// - Parameter capacity: Limits concurrent deliveries.
    package init(inbox: WebhookInbox, capacity: WebhookCapacity) {
        self.inbox = inbox
        self.capacity = capacity
    }

    /// GET and HEAD: whether the callback URL is valid. Trello checks this before it registers a webhook.
    package func probe(_ request: Request) async throws -> Response {
        try await inbox.probe(
            channel: try request.slug("channel", of: "webhook"), secret: request.parameters["secret"],
            peer: request.peerAddress)
        return .noContent.with(status: .ok)
    }

    /// POST: stores a delivery and responds 202, or 200 if it was stored before. Errors in the headers are reported
    /// before the body is read.
    package func receive(_ request: Request) async throws -> Response {
        let slug = try request.slug("channel", of: "webhook")
        let admission = try await inbox.admit(
            request.headers.fields, channel: slug, secret: request.parameters["secret"], peer: request.peerAddress)
        try Self.requireReadable(request, admission)
        let id = try await capacity.withBody(request.body, from: request.peerAddress, upTo: Self.maximumBodyBytes) {
            body in
            try await inbox.receive(body, admission, at: request.receivedAt)
        }
        var response = Response.object { writer in
            writer.beginObject()
            writer.key("delivery")
            writer.string(id?.text)
            writer.key("duplicate")
            writer.bool(id == nil)
            writer.endObject()
        }
        response.status = id == nil ? .ok : .accepted
        return response
    }

    /// Requires JSON, or form encoding if the adapter supports it: GitHub sends forms unless configured otherwise.
    private static func requireReadable(_ request: Request, _ admission: WebhookAdmission) throws(Failure) {
        let type = (request.headers[.contentType] ?? "").prefix { $0 != ";" }.lowercased().filter { !$0.isWhitespace }
        guard type == "application/json" || admission.readsForms && type == "application/x-www-form-urlencoded" else {
            throw Failure(.unsupportedMediaType, detail: "A delivery must be application/json.")
        }
    }
}

extension Response {
    fileprivate func with(status: HTTPResponse.Status) -> Response {
        var response = self
        response.status = status
        return response
    }
}
