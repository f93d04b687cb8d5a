import HTTPTypes
import Primitives
package import TrackerKit

/// A project's webhooks ([project webhooks](https://docs.gitlab.com/api/project_webhooks/)). Requires the role of
/// maintainer.
extension GitLabTracker {
    /// Registers a webhook for issues and their comments, including confidential ones. GitLab sends the secret as
    /// `X-Gitlab-Token`.
    package func registerWebhook(_ draft: WebhookDraft, in project: ProjectReference) async throws -> RemoteWebhook {
        let body: JSON = [
            "url": .string(draft.callbackURL), "token": .string(draft.secret), "issues_events": true,
            "confidential_issues_events": true,
            "note_events": true, "confidential_note_events": true, "push_events": false,
            "enable_ssl_verification": true,
        ]
        let call = APICall(.post, try hooksPath(project), body: body, what: "project \(project.path)")
        return try GitLab.Hook(try await client.object(call)).webhook(at: client.clock.now())
    }

    /// A webhook, including whether its deliveries fail.
    package func webhook(_ id: String, in project: ProjectReference) async throws -> RemoteWebhook? {
        guard id.isNumber else { return nil }
        let call = APICall(.get, try hooksPath(project).appending(id), what: "webhook \(id)")
        return try await client.objectIfFound(call).map { try GitLab.Hook($0).webhook(at: client.clock.now()) }
    }

    /// The webhook with this URL. A project has at most 100 ([webhook
    /// limits](https://docs.gitlab.com/user/gitlab_com/#webhooks)), which fit one page.
    package func webhook(sendingTo callbackURL: String, in project: ProjectReference) async throws -> RemoteWebhook? {
        try await hooks(of: project).compactMap { try? GitLab.Hook($0) }.first { $0.url == callbackURL }?.webhook(
            at: client.clock.now())
    }

    private func hooks(of project: ProjectReference) async throws -> [WireObject] {
        let path = try hooksPath(project).query(["per_page": "100"])
        return try await client.list(APICall(.get, path, what: "project \(project.path)"), page: nil).items
    }

    /// Succeeds if the webhook does not exist.
    /// - Throws: ``TrackerError/webhookMayRemain`` if the project is not visible to the token.
    package func removeWebhook(_ id: String, from project: ProjectReference) async throws {
        guard id.isNumber else { return }
        do {
            try await client.send(APICall(.delete, try hooksPath(project).appending(id), what: "webhook \(id)"))
        } catch TrackerError.notFound {
            try await requireRemoved(webhook: id) {
                try await hooks(of: project).map { try? $0.requiredIdentifier("id") }
            }
        }
    }

    private func hooksPath(_ project: ProjectReference) throws -> APIPath {
        try projectPath(project).appending("hooks")
    }
}
