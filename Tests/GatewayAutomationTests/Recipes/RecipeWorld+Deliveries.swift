import Crypto
import Foundation
import GatewayTestSupport
import HTTPTypes
import Primitives
import Testing

/// The deliveries of a tracker.
struct RecipeDelivery: Sendable {
    let path: String
    let headers: HTTPFields
    let body: [UInt8]
}

extension RecipeWorld {
    /// Sends a delivery to the gateway.
    func deliver(_ delivery: RecipeDelivery) async throws {
        let answer = try await gateway.anonymous.send(
            .post, delivery.path, headers: delivery.headers, bytes: delivery.body)
        #expect([200, 202].contains(answer.status), "\(answer.text)")
    }

    /// A GitLab delivery about an issue, or about a comment on it.
    func fromGitLab(_ iid: Int64, comment: Bool = false) -> RecipeDelivery {
        let issue: JSON = ["iid": .integer(iid)]
        let body: JSON = [
            "object_kind": comment ? "note" : "issue", "object_attributes": comment ? ["note": "…"] : issue,
            "issue": issue,
            "project": ["path_with_namespace": "acme/shop"],
        ]
        return delivery(
            "shop", body: body,
            fields: [
                "X-Gitlab-Token": secrets["shop"] ?? "", "X-Gitlab-Event": "Issue Hook",
                "X-Gitlab-Event-UUID": UUID().uuidString,
            ])
    }

    /// An alert of GlitchTip: it names the issue, and is sent to a URL with the secret.
    func fromGlitchTip(_ channel: String, issue: Int64) -> RecipeDelivery {
        let link = "https://errors.example/acme/issues/\(issue)"
        let body: JSON = ["text": "GlitchTip Alert", "attachments": [["title": "Error", "title_link": .string(link)]]]
        return RecipeDelivery(
            path: "/webhooks/\(channel)/\(secrets[channel] ?? "")", headers: [.contentType: "application/json"],
            body: body.serialized())
    }

    /// A GitHub delivery contains the issue as its API returns it.
    func fromGitHub(_ number: Int64, action: String) async throws -> RecipeDelivery {
        let issue = try await inGitHub.call(.get, "/repos/acme/website/issues/\(number)")
        let repository = try await inGitHub.call(.get, "/repos/acme/website")
        let body: JSON = [
            "action": .string(action), "issue": issue, "repository": repository, "sender": issue["user"] ?? .null,
        ]
        let key = SymmetricKey(data: Array((secrets["website"] ?? "").utf8))
        let code = HMAC<SHA256>.authenticationCode(for: body.serialized(), using: key).map {
            String(format: "%02x", $0)
        }.joined()
        return delivery(
            "website", body: body,
            fields: [
                "X-Hub-Signature-256": "sha256=\(code)", "X-GitHub-Event": "issues",
                "X-GitHub-Delivery": UUID().uuidString,
            ])
    }

    /// A Trello delivery about the board's last action.
    func fromTrello() async throws -> RecipeDelivery {
        let actions = try await inTrello.call(.get, "/boards/\(board)/actions?limit=1")
        let body: JSON = ["action": actions[0] ?? .null, "model": ["id": .string(board)]]
        let signed = body.serialized() + Array("\(Self.publicURL)/webhooks/support".utf8)
        let key = SymmetricKey(data: Array(Self.trelloSecret.utf8))
        let code = Data(HMAC<Insecure.SHA1>.authenticationCode(for: signed, using: key)).base64EncodedString()
        return delivery("support", body: body, fields: ["X-Trello-Webhook": code])
    }

    private func delivery(_ channel: String, body: JSON, fields: [String: String]) -> RecipeDelivery {
        var headers: HTTPFields = [.contentType: "application/json"]
        for (name, value) in fields { if let name = HTTPField.Name(name) { headers[name] = value } }
        return RecipeDelivery(path: "/webhooks/\(channel)", headers: headers, body: body.serialized())
    }
}
