import HTTPTypes
import Primitives
package import TrackerKit

/// Webhooks ([webhooks](https://developer.atlassian.com/cloud/trello/guides/rest-api/webhooks/)).
extension TrelloTracker {
    /// The webhook's description in Trello.
    private static let description = "Ticket Gateway"

    /// Registers a webhook for a board. Before Trello responds, it sends a HEAD request to the callback URL and expects
    /// 200. Deliveries are signed with the application's secret, not with the draft's.
    package func registerWebhook(_ draft: WebhookDraft, in project: ProjectReference) async throws -> RemoteWebhook {
        try require(.webhooks)
        let model = try await identifier(of: project)
        let body: JSON = [
            "idModel": .string(model), "callbackURL": .string(draft.callbackURL),
            "description": .string(Self.description), "active": true,
        ]
        let call = APICall(.post, APIPath("webhooks"), body: body, what: "project \(project.path)")
        do {
            return try Trello.Webhook(try await client.object(call)).webhook
        } catch TrackerError.conflict(let failure) {
            guard let present = try await webhook(on: model, to: draft.callbackURL) else {
                throw TrackerError.conflict(failure)
            }
            return present.webhook
        }
    }

    /// nil if the webhook does not exist.
    package func webhook(_ id: String, in project: ProjectReference) async throws -> RemoteWebhook? {
        try require(.webhooks)
        guard id.isTrelloID else { return nil }
        let call = APICall(.get, APIPath("webhooks", id), what: "webhook \(id)")
        return try await client.objectIfFound(call).map { try Trello.Webhook($0).webhook }
    }

    /// The webhook with this callback URL.
    package func webhook(sendingTo callbackURL: String, in project: ProjectReference) async throws -> RemoteWebhook? {
        try require(.webhooks)
        return try await webhook(on: try await identifier(of: project), to: callbackURL)?.webhook
    }

    /// Succeeds if the webhook does not exist.
    package func removeWebhook(_ id: String, from project: ProjectReference) async throws {
        try require(.webhooks)
        guard id.isTrelloID else { return }
        do {
            try await client.send(APICall(.delete, APIPath("webhooks", id), what: "webhook \(id)"))
        } catch TrackerError.notFound {
            return
        }
    }

    /// The existing webhook. Read from the list of the account's tokens, because the URL of a token's own webhooks
    /// contains the token.
    private func webhook(on model: String, to callbackURL: String) async throws -> Trello.Webhook? {
        let path = APIPath("members", "me", "tokens").query(["webhooks": "true"])
        let tokens = try await client.objects(APICall(.get, path, what: "webhooks")).items
        return tokens.flatMap { $0.objects("webhooks") }.compactMap { try? Trello.Webhook($0) }.first {
            $0.idModel == model && $0.callbackURL == callbackURL
        }
    }
}
