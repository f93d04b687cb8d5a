import Models
import Primitives

/// An alert of any program that can post JSON, in the fields of GitLab's HTTP endpoint for alerts
/// (<https://docs.gitlab.com/operations/incident_management/integrations/#customize-the-alert-payload-outside-of-gitlab>):
/// it is resolved if `end_time` is set, or if `status` says so.
struct GenericAlert {
    /// The severity of alerts that have none.
    let severity: Int

    private static let resolvedWords: Set<String> = ["resolved", "ok", "closed", "recovered", "inactive"]
    private static let firingWords: Set<String> = ["firing", "triggered", "alerting", "open", "active", "problem"]

    func alert(_ json: JSON) throws(IncomingFault) -> IncomingAlert {
        guard json.objectValue != nil else { throw IncomingFault("", "must be an object") }
        guard let title = json["title"]?.alertText else { throw IncomingFault("/title", "is required") }
        let start = try Self.time("start_time", json), end = try Self.time("end_time", json)
        var content = AlertContent(
            severity: Int32(AlertSeverity.of(json["severity"]) ?? severity), summary: title,
            description: json["description"]?.alertText ?? "",
            emitterName: String((json["monitoring_tool"]?.alertText ?? AlertSource.generic.rawValue).prefix(100)),
            emitterVersion: 0)
        content.startTime = start
        if let url = json["url"]?.alertText { content.links = [AlertContent.Link(name: "Source", url: url)] }
        let state = try Self.state(json, hasEnded: end != nil)
        var alert = IncomingAlert(
            identity: Self.identity(of: json, title), state: state, content: content, payload: json)
        alert.startedAt = start
        alert.endedAt = end
        alert.content.endTime = end
        return alert
    }

    /// The fingerprint. Without one, alerts with the same title, service and hosts are the same.
    private static func identity(of json: JSON, _ title: String) -> String {
        if let fingerprint = json["fingerprint"]?.alertText { return fingerprint }
        return "title:" + JSON.array([.string(title), json["service"] ?? .null, json["hosts"] ?? .null]).text
    }

    private static func state(_ json: JSON, hasEnded: Bool) throws(IncomingFault) -> IncomingAlert.State {
        guard let status = json["status"], !status.isNull else { return hasEnded ? .resolved : .firing }
        let word = status.stringValue?.lowercased() ?? ""
        if resolvedWords.contains(word) { return .resolved }
        guard firingWords.contains(word) else {
            let words = (firingWords.sorted() + resolvedWords.sorted()).joined(separator: ", ")
            throw IncomingFault("/status", "must be one of \(words)")
        }
        return hasEnded ? .resolved : .firing
    }

    private static func time(_ name: String, _ json: JSON) throws(IncomingFault) -> Timestamp? {
        guard let value = json[name], !value.isNull, value.stringValue?.isEmpty != true else { return nil }
        if let time = value.alertTime { return time }
        guard value.stringValue?.hasPrefix("0001-") == true else {
            throw IncomingFault("/" + name, "must be a date and time such as 2026-01-31T09:30:00Z")
        }
        return nil
    }
}
