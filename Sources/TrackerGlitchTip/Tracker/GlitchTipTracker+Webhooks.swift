import HTTPTypes
import Primitives
package import TrackerKit

/// GlitchTip sends webhooks to the recipients of a project's alerts. Sentry's integrations are set up on its pages.
extension GlitchTipTracker {
    /// Makes an alert with a webhook. Nothing signs what it sends, so the address must hold the secret.
    package func registerWebhook(_ draft: WebhookDraft, in project: ProjectReference) async throws -> RemoteWebhook {
        try require(.webhooks)
        _ = try await projectID(project)
        let body = GlitchTip.Alert.body(callbackURL: draft.callbackURL)
        let call = APICall(.post, try path(project, "alerts"), body: body, what: "alerts of \(project.path)")
        return try GlitchTip.Alert(try await client.object(call)).webhook
    }

    /// The alert, looked for in the list, since GlitchTip has no call for a single one.
    package func webhook(_ id: String, in project: ProjectReference) async throws -> RemoteWebhook? {
        try require(.webhooks)
        let alerts = try await client.everything(try path(project, "alerts"), what: "alerts of \(project.path)")
        return alerts.items.compactMap { try? GlitchTip.Alert($0) }.first { $0.id == id }?.webhook
    }

    /// The alert that sends to an address.
    package func webhook(sendingTo callbackURL: String, in project: ProjectReference) async throws -> RemoteWebhook? {
        try require(.webhooks)
        let alerts = try await client.everything(try path(project, "alerts"), what: "alerts of \(project.path)")
        return alerts.items.compactMap { try? GlitchTip.Alert($0) }.first { $0.webhookURLs.contains(callbackURL) }?
            .webhook
    }

    /// Deletes the alert.
    package func removeWebhook(_ id: String, from project: ProjectReference) async throws {
        try require(.webhooks)
        guard id.isNumber else { return }
        do {
            try await client.send(APICall(.delete, try path(project, "alerts", id), what: "alert \(id)"))
        } catch TrackerError.notFound {
            return
        }
    }
}
