import HTTPTypes
import Primitives
package import TrackerKit

/// A repository's webhooks ([REST API](https://docs.github.com/en/rest/repos/webhooks)), which want its administration
/// or the permission *Webhooks*.
extension GitHubTracker {
    /// Has GitHub send what happens to issues, their comments and the repository's labels, signed with the secret.
    package func registerWebhook(_ draft: WebhookDraft, in project: ProjectReference) async throws -> RemoteWebhook {
        let body: JSON = [
            "name": "web", "active": true, "events": ["issues", "issue_comment", "label"],
            "config": [
                "url": .string(draft.callbackURL), "content_type": "json", "secret": .string(draft.secret),
                "insecure_ssl": "0",
            ],
        ]
        let call = APICall(
            .post, try repository(project).appending("hooks"), body: body, what: "project \(project.path)")
        return try Self.webhook(try await client.object(call))
    }

    /// A webhook, with what GitHub says of its last delivery.
    package func webhook(_ id: String, in project: ProjectReference) async throws -> RemoteWebhook? {
        guard id.isNumber else { return nil }
        let call = APICall(.get, try repository(project).appending("hooks", id), what: "webhook \(id)")
        return try await client.objectIfFound(call).map(Self.webhook)
    }

    /// The webhook that sends to an address. A repository has at most 20 for an event ([creating
    /// webhooks](https://docs.github.com/en/webhooks/using-webhooks/creating-webhooks)), so that a page of 100 shows
    /// all that matter.
    package func webhook(sendingTo callbackURL: String, in project: ProjectReference) async throws -> RemoteWebhook? {
        let path = try repository(project).appending("hooks").query(["per_page": "100"])
        let hooks = try await client.list(APICall(.get, path, what: "project \(project.path)"), page: nil).items
        return try hooks.first { $0.object("config")?.string("url") == callbackURL }.map(Self.webhook)
    }

    /// Takes a webhook away.
    package func removeWebhook(_ id: String, from project: ProjectReference) async throws {
        guard id.isNumber else { return }
        do {
            try await client.send(
                APICall(.delete, try repository(project).appending("hooks", id), what: "webhook \(id)"))
        } catch TrackerError.notFound {
            return
        }
    }

    /// GitHub goes on sending, however often deliveries fail; before the first one there is no code.
    private static func webhook(_ wire: WireObject) throws -> RemoteWebhook {
        let last = wire.object("last_response")
        let code = last?.integer("code")
        let isFailing = code.map { !(200..<300).contains($0) } ?? false
        let message = last?.string("message")?.failureLine()
        return RemoteWebhook(
            remoteID: try wire.requiredIdentifier("id"), callbackURL: wire.object("config")?.string("url"),
            active: wire.bool("active") ?? true,
            failing: isFailing,
            detail: isFailing
                ? "the last delivery was answered with \(code ?? 0)" + (message.map { ": \($0)" } ?? "") : nil)
    }
}
