import HTTPTypes
import Primitives
package import TrackerKit

/// GlitchTip sends webhooks to the recipients of a project's alerts. Sentry's integrations are configured on its web
/// pages.
extension GlitchTipTracker {
    /// Creates an alert with a webhook. GlitchTip does not sign deliveries, so the callback URL must contain the
    /// secret.
    package func registerWebhook(_ draft: WebhookDraft, in project: ProjectReference) async throws -> RemoteWebhook {
        try require(.webhooks)
        _ = try await projectID(project)
        let body = GlitchTip.Alert.body(callbackURL: draft.callbackURL)
        let call = APICall(.post, try path(project, "alerts"), body: body, what: "alerts of \(project.path)")
        return try GlitchTip.Alert(try await client.object(call)).webhook
    }

    /// The alert with this id. GlitchTip has no endpoint for a single alert, so the list is searched.
    package func webhook(_ id: String, in project: ProjectReference) async throws -> RemoteWebhook? {
        try require(.webhooks)
        return try await alerts(of: project).compactMap { try? GlitchTip.Alert($0) }.first { $0.id == id }?.webhook
    }

    /// The alert that sends to a callback URL.
    package func webhook(sendingTo callbackURL: String, in project: ProjectReference) async throws -> RemoteWebhook? {
        try require(.webhooks)
        return try await alerts(of: project).compactMap { try? GlitchTip.Alert($0) }.first {
            $0.webhookURLs.contains(callbackURL)
        }?.webhook
    }

    private func alerts(of project: ProjectReference) async throws -> [WireObject] {
        try await client.everything(try path(project, "alerts"), what: "alerts of \(project.path)").items
    }

    /// Succeeds if the alert does not exist.
    /// - Throws: ``TrackerError/notFound(what:)`` or ``TrackerError/projectReplaced(path:)`` if the project has another
    ///   slug now, and ``TrackerError/webhookMayRemain`` if its alerts are not visible to the token.
    package func removeWebhook(_ id: String, from project: ProjectReference) async throws {
        try require(.webhooks)
        guard id.isNumber else { return }
        do {
            try await client.send(APICall(.delete, try path(project, "alerts", id), what: "alert \(id)"))
        } catch TrackerError.notFound {
            try await requireProject(project)
            try await requireRemoved(webhook: id) {
                try await alerts(of: project).map { try? $0.requiredIdentifier("id") }
            }
        }
    }
}
