import HTTPTypes
import Primitives
package import TrackerKit

/// Webhooks of a repository ([REST API](https://docs.github.com/en/rest/repos/webhooks)). They require administration
/// of the repository, or the permission *Webhooks*.
extension GitHubTracker {
    /// Registers a webhook for issues, their comments and the repository's labels, signed with the secret.
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

    /// The webhook, with the result of its last delivery. nil if it does not exist.
    package func webhook(_ id: String, in project: ProjectReference) async throws -> RemoteWebhook? {
        guard id.isNumber else { return nil }
        let call = APICall(.get, try repository(project).appending("hooks", id), what: "webhook \(id)")
        return try await client.objectIfFound(call).map(Self.webhook)
    }

    /// The webhook with this callback URL. A repository has at most 20 webhooks per event
    /// ([creating webhooks](https://docs.github.com/en/webhooks/using-webhooks/creating-webhooks)), so a page of 100
    /// contains all relevant ones.
    package func webhook(sendingTo callbackURL: String, in project: ProjectReference) async throws -> RemoteWebhook? {
        let path = try repository(project).appending("hooks").query(["per_page": "100"])
        let hooks = try await client.list(APICall(.get, path, what: "project \(project.path)"), page: nil).items
        return try hooks.first { $0.object("config")?.string("url") == callbackURL }.map(Self.webhook)
    }

    /// Succeeds if the webhook does not exist.
    package func removeWebhook(_ id: String, from project: ProjectReference) async throws {
        guard id.isNumber else { return }
        do {
            try await client.send(
                APICall(.delete, try repository(project).appending("hooks", id), what: "webhook \(id)"))
        } catch TrackerError.notFound {
            return
        }
    }

    /// GitHub never disables a webhook, however often deliveries fail. Before the first delivery, there is no code.
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
                ? "the callback URL responded to the last delivery with \(code ?? 0)"
                    + (message.map { ": \($0)" } ?? "") : nil)
    }
}
