package import HTTPTypes
import Primitives
package import TrackerKit

/// Deliveries of the scripted tracker. `X-Proof` contains the secret, the body is `{"id", "key", "news", "project"?,
/// "snapshot"?}`.
///
/// `actor` is the name of the acting user, `login` a login without an account, `comment` the comment's identifier,
/// `seconds` the time of the change.
///
/// A snapshot is `{"title", "seconds", "status"?}`: the status is a key of the channel's status map. It never contains
/// a parent.
package struct ScriptedDialect: WebhookDialect {
    package let secretIsInAddress = false
    package let proofFields = [HTTPField.Name("X-Proof")].compactMap(\.self)

    package init() {}

    package func isAuthentic(_ delivery: WebhookDelivery, _ secret: WebhookSecret) -> Bool {
        HTTPField.Name("X-Proof").flatMap { delivery.headers[$0] } == secret.shared
    }

    package func label(of delivery: WebhookDelivery) -> WebhookLabel {
        let body = try? JSON(parsing: delivery.body)
        return WebhookLabel(deliveryID: body?["id"]?.stringValue, event: body?["news"]?.stringValue ?? "?")
    }

    package func notices(in delivery: WebhookDelivery, for channel: ProjectReference) throws -> [WebhookNotice] {
        let body = try? JSON(parsing: delivery.body)
        return try plainNotices(in: delivery, for: channel).map { notice in
            var notice = notice
            notice.actor = body?["actor"]?.stringValue.map { RemoteUser(remoteID: "u-\($0)", username: $0) }
            notice.actorLogin = body?["login"]?.stringValue
            notice.commentID = body?["comment"]?.stringValue
            notice.occurredAt = body?["seconds"]?.integerValue.map { Timestamp(seconds: $0) }
            return notice
        }
    }

    private func plainNotices(in delivery: WebhookDelivery, for channel: ProjectReference) throws -> [WebhookNotice] {
        guard let body = try? JSON(parsing: delivery.body) else {
            throw TrackerError.malformedResponse(detail: "the body")
        }
        let key = body["key"]?.stringValue ?? ""
        let project = body["project"]?.stringValue.map { Set([$0]) } ?? []
        switch body["news"]?.stringValue {
        case "ticket":
            var notice = WebhookNotice(
                .ticket(key: key, snapshot: body["snapshot"].map { Self.ticket(key, snapshot: $0, channel: channel) }),
                project: project)
            notice.notShown = [.parent]
            return [notice]
        case "comment": return [WebhookNotice(.comment(ticketKey: key, snapshot: nil), project: project)]
        case "deleted": return [WebhookNotice(.ticketDeleted(key: key), project: project)]
        case "renamed":
            return [
                WebhookNotice(
                    .labelRenamed(from: body["from"]?.stringValue ?? "", to: body["to"]?.stringValue ?? ""),
                    project: project)
            ]
        case "anything": return [WebhookNotice(.anything, project: project)]
        default: return []
        }
    }

    private static func ticket(_ key: String, snapshot: JSON, channel: ProjectReference) -> Ticket {
        let word = snapshot["status"]?.stringValue ?? "open"
        let at = Timestamp(seconds: snapshot["seconds"]?.integerValue ?? 0)
        var ticket = Ticket(
            remoteID: "r\(key)", key: key, url: "https://tracker.example/\(key)",
            title: snapshot["title"]?.stringValue ?? "",
            status: channel.statusMap[word] ?? .open, statusRaw: RawStatus(id: word), createdAt: at, updatedAt: at,
            remoteData: snapshot)
        ticket.body = snapshot["body"]?.stringValue ?? ""
        return ticket
    }
}
