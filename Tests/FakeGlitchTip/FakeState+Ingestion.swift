import FakeTrackerKit
import HTTPKit
import HTTPTypes
import Primitives

/// Ingestion and grouping of events.
extension FakeState {
    /// Receives an event that was sent to a project's DSN.
    mutating func ingest(_ call: FakeCall) throws(FakeFailure) -> Response {
        let header = call.headers[.sentryAuth] ?? ""
        let keyStart = header.firstRange(of: "sentry_key=")?.upperBound
        let key =
            keyStart.map { header[$0...].prefix { $0 != "," && $0 != " " } }.map(String.init)
            ?? call.query["sentry_key"]
        guard let project = projects.first(where: { String($0.id) == call.segments[1] && $0.publicKey == key }) else {
            throw .detail(403, "Invalid DSN")
        }
        let events = call.segments[2] == "store" ? [call.body.json] : try Self.events(inEnvelope: call.bytes)
        for event in events {
            guard let id = event["event_id"]?.stringValue?.replacing("-", with: "") else {
                throw .detail(422, "event_id is missing")
            }
            guard eventIDs.insert(id).inserted else {
                if call.segments[2] == "store" { throw .detail(422, "Duplicate event id") }
                continue
            }
            pending.append(PendingEvent(project: project.id, event: event, received: call.now))
        }
        workOnEvents(at: call.now)
        return .object(["id": events.first?["event_id"] ?? .null])
    }

    /// The events in an envelope; other items are skipped. An item without a length ends at the end of its line.
    private static func events(inEnvelope bytes: [UInt8]) throws(FakeFailure) -> [JSON] {
        var rest = bytes[...]
        func line() -> ArraySlice<UInt8> {
            let line = rest.prefix { $0 != UInt8(ascii: "\n") }
            rest = rest.dropFirst(line.count + 1)
            return line
        }
        guard (try? JSON(parsing: Array(line()))) != nil else { throw .detail(400, "Invalid envelope") }
        var events: [JSON] = []
        while !rest.isEmpty {
            let head = line()
            if head.isEmpty { continue }
            guard let item = try? JSON(parsing: Array(head)) else { throw .detail(400, "Invalid envelope") }
            var payload: ArraySlice<UInt8>
            if let length = item["length"]?.integerValue.map({ Int($0) }) {
                payload = rest.prefix(length)
                rest = rest.dropFirst(length + 1)
            } else {
                payload = line()
            }
            guard item["type"] == "event" else { continue }
            guard let event = try? JSON(parsing: Array(payload)) else { throw .detail(400, "Invalid event") }
            events.append(event)
        }
        return events
    }

    /// Processes the events whose ingestion delay has passed, grouping them into issues.
    mutating func workOnEvents(at now: Timestamp) {
        let due = pending.filter { $0.received + ingestDelay <= now }
        pending.removeAll { $0.received + ingestDelay <= now }
        for event in due { group(event) }
    }

    private mutating func group(_ pending: PendingEvent) {
        guard let place = projects.firstIndex(where: { $0.id == pending.project }) else { return }
        let facts = EventFacts(pending.event)
        let event = Issue.Event(id: facts.id, payload: pending.event, received: pending.received)
        if let known = issues.values.first(where: {
            $0.project == pending.project && $0.fingerprint == facts.fingerprint && $0.deletedAt == nil
        }) {
            issues[known.id]?.events.append(event)
            issues[known.id]?.lastSeen = max(known.lastSeen, pending.received)
            if known.status == "resolved" { issues[known.id]?.status = "unresolved" }
            return
        }
        projects[place].issueCount += 1
        var issue = Issue(
            id: nextIssue, project: pending.project, number: projects[place].issueCount, title: facts.title,
            type: facts.type,
            level: facts.level, culprit: facts.culprit, metadata: facts.metadata, fingerprint: facts.fingerprint,
            firstSeen: pending.received, lastSeen: pending.received)
        issue.events = [event]
        issues[issue.id] = issue
        nextIssue += 1
    }
}

/// The properties that an issue takes from an event.
struct EventFacts {
    let id: String
    let title: String
    let type: String
    let level: String
    let culprit: String
    let metadata: JSON
    let fingerprint: String

    /// The maximum length of a title. Longer ones are truncated and end in dots.
    private static let maximumTitle = 255

    init(_ event: JSON) {
        id = event["event_id"]?.stringValue?.replacing("-", with: "") ?? ""
        let exception = (event["exception"]?["values"]?.arrayValue ?? event["exception"]?.arrayValue ?? []).last
        let logged = event["logentry"]?["formatted"]?.stringValue ?? event["logentry"]?["message"]?.stringValue
        let message =
            event["message"]?.stringValue ?? event["message"]?["formatted"]?.stringValue ?? logged
            ?? "<unlabeled event>"
        let kind = exception?["type"]?.stringValue ?? "Error"
        let whole = exception.map { "\(kind): \($0["value"]?.stringValue ?? "")" } ?? message
        let line = String(whole.split(whereSeparator: \.isNewline).first ?? "")
        title = line.count > Self.maximumTitle ? line.prefix(Self.maximumTitle - 3) + "..." : line
        type = exception == nil ? "default" : "error"
        level = event["level"]?.stringValue ?? "error"
        culprit = event["transaction"]?.stringValue ?? ""
        metadata = exception.map { ["type": .string(kind), "value": $0["value"] ?? .null] } ?? [:]
        let given = event["fingerprint"]?.arrayValue?.compactMap(\.stringValue) ?? []
        fingerprint = given.isEmpty || given == ["{{ default }}"] ? "\(type) \(title)" : given.joined(separator: "\n")
    }
}
