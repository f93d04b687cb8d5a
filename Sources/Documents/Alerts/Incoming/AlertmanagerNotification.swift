import Models
import Primitives

/// A notification of Alertmanager's webhook receiver, version 4
/// (<https://prometheus.io/docs/alerting/latest/configuration/#webhook_config>).
///
/// The state of each alert counts, not that of the notification: a notification of a group is `firing` as long as any
/// of its alerts is (<https://github.com/prometheus/alertmanager/issues/1051>). Alerts that were left out
/// (`truncatedAlerts`) are not in the body, so nothing changes for them.
struct AlertmanagerNotification {
    let body: JSON
    /// The severity of alerts that have none.
    let severity: Int

    func alert(_ json: JSON) throws(IncomingFault) -> IncomingAlert {
        guard json.objectValue != nil else { throw IncomingFault("", "must be an object") }
        guard let state = json["status"]?.stringValue.flatMap(IncomingAlert.State.init(rawValue:)) else {
            throw IncomingFault("/status", "must be firing or resolved")
        }
        let labels = json["labels"] ?? [:], annotations = json["annotations"] ?? [:]
        guard let members = labels.objectValue else { throw IncomingFault("/labels", "must be an object") }
        // Alertmanager before 0.19 sends no fingerprint.
        let fingerprint = json["fingerprint"]?.alertText
        guard let identity = fingerprint ?? (members.isEmpty ? nil : Self.identity(of: members)) else {
            throw IncomingFault("/fingerprint", "is required for an alert without labels")
        }
        var alert = IncomingAlert(
            identity: identity, state: state, content: content(of: json, labels, annotations), payload: json)
        alert.group = body["groupKey"]?.alertText
        alert.startedAt = json["startsAt"]?.alertTime
        alert.endedAt = state == .resolved ? json["endsAt"]?.alertTime : nil
        alert.content.startTime = alert.startedAt
        alert.content.endTime = alert.endedAt
        return alert
    }

    /// The labels in the order of their names: they identify an alert.
    private static func identity(of labels: [String: JSON]) -> String {
        let pairs = labels.sorted { $0.key < $1.key }.map { JSON.array([.string($0.key), $0.value]) }
        return "labels:" + JSON.array(pairs).text
    }

    private func content(of json: JSON, _ labels: JSON, _ annotations: JSON) -> AlertContent {
        let texts = [annotations["summary"], annotations["title"], labels["alertname"], annotations["message"]]
        let summary = texts.lazy.compactMap { $0?.alertText }.first ?? "Alert"
        let description = annotations["description"]?.alertText ?? annotations["message"]?.alertText ?? ""
        var content = AlertContent(
            severity: Int32(AlertSeverity.of(labels["severity"]) ?? severity), summary: summary,
            description: description, emitterName: AlertSource.alertmanager.rawValue,
            emitterVersion: body["version"]?.alertText.flatMap { Int32($0) } ?? 0)
        let links = [
            ("Source", json["generatorURL"]), ("Runbook", annotations["runbook_url"]),
            ("Dashboard", annotations["dashboard_url"]), ("Alertmanager", body["externalURL"]),
        ]
        content.links = links.compactMap { name, url in
            url?.alertText.map { AlertContent.Link(name: name, url: $0) }
        }
        return content
    }
}
