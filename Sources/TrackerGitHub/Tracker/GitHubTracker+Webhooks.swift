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
        return try await webhook(try await client.object(call))
    }

    /// The webhook, with the result of its last delivery. nil if it does not exist.
    package func webhook(_ id: String, in project: ProjectReference) async throws -> RemoteWebhook? {
        guard id.isNumber else { return nil }
        let call = APICall(.get, try repository(project).appending("hooks", id), what: "webhook \(id)")
        guard let found = try await client.objectIfFound(call) else { return nil }
        return try await webhook(found)
    }

    /// The webhook with this callback URL. A repository has at most 20 webhooks per event
    /// ([creating webhooks](https://docs.github.com/en/webhooks/using-webhooks/creating-webhooks)), so a page of 100
    /// contains all relevant ones.
    package func webhook(sendingTo callbackURL: String, in project: ProjectReference) async throws -> RemoteWebhook? {
        let hooks = try await hooks(of: project)
        guard let found = hooks.first(where: { $0.object("config")?.string("url") == callbackURL }) else { return nil }
        return try await webhook(found)
    }

    private func hooks(of project: ProjectReference) async throws -> [WireObject] {
        let path = try repository(project).appending("hooks").query(["per_page": "100"])
        return try await client.list(APICall(.get, path, what: "project \(project.path)"), page: nil).items
    }

    /// Succeeds if the webhook does not exist.
    /// - Throws: ``TrackerError/webhookMayRemain`` if the token may not see the repository's webhooks.
    package func removeWebhook(_ id: String, from project: ProjectReference) async throws {
        guard id.isNumber else { return }
        do {
            try await client.send(
                APICall(.delete, try repository(project).appending("hooks", id), what: "webhook \(id)"))
        } catch TrackerError.notFound {
            try await requireRemoved(webhook: id) {
                try await hooks(of: project).map { try? $0.requiredIdentifier("id") }
            }
        }
    }

    /// GitHub never disables a webhook, however often deliveries fail. Before the first delivery, there is no code.
    private func webhook(_ wire: WireObject) async throws -> RemoteWebhook {
        let last = wire.object("last_response")
        let code = last?.integer("code")
        let isFailing = code.map { !(200..<300).contains($0) } ?? false
        // The server that answered the delivery may have quoted the delivery in its answer.
        let credential = try await client.authorization.credential()
        let message = last?.string("message")?.failureLine(without: credential)
        return RemoteWebhook(
            remoteID: try wire.requiredIdentifier("id"), callbackURL: wire.object("config")?.string("url"),
            active: wire.bool("active") ?? true,
            failing: isFailing,
            detail: isFailing
                ? "the callback URL responded to the last delivery with \(code ?? 0)"
                    + (message.map { ": \($0)" } ?? "") : nil)
    }
}
