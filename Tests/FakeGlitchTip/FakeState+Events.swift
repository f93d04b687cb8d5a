import FakeTrackerKit
import HTTPKit
import HTTPTypes
import Primitives

extension FakeState {
    func showLatestEvent(_ id: String, _ call: FakeCall) throws(FakeFailure) -> Response {
        let issue = try issue(id, at: call.now)
        guard let event = issue.events.last else { throw .notFound(isSentry) }
        return .object(render(event, of: issue))
    }

    /// Lists the events, newest first. For an unknown issue, GlitchTip returns an empty list. Its lists use other
    /// member names than a single event. Sentry's list contains short forms unless `full` is set.
    func listEvents(_ id: String, _ call: FakeCall) throws(FakeFailure) -> Response {
        guard let issue = try? issue(id, at: call.now) else {
            if isSentry { throw .notFound(true) }
            return try page([Issue.Event](), call, value: \.received.microseconds) { _ in .null }
        }
        let isFull = ["1", "true"].contains(call.query["full"])
        return try page(issue.events.reversed(), call, value: \.received.microseconds) { event in
            let json = render(event, of: issue)
            return !isSentry ? Self.snakeCase(json) : isFull ? json : Self.short(json)
        }
    }

    private static func snakeCase(_ json: JSON) -> JSON {
        let names = [
            "eventID": "event_id", "projectID": "project_id", "groupID": "group_id", "dateCreated": "date_created",
            "dateReceived": "date_received",
        ]
        return .object(
            Dictionary((json.objectValue ?? [:]).map { (names[$0.key] ?? $0.key, $0.value) }) { first, _ in first })
    }

    private static func short(_ json: JSON) -> JSON {
        let full: Set<String> = ["entries", "context", "contexts", "sdk", "dateReceived", "type"]
        let rest = (json.objectValue ?? [:]).filter { !full.contains($0.key) }
        return JSON.object(rest).adding(["event.type": json["type"] ?? .null, "location": .null, "crashFile": .null])
    }

    private func render(_ event: Issue.Event, of issue: Issue) -> JSON {
        let sent = event.payload
        var tags: [(String, String)] = []
        for (key, value) in (sent["tags"]?.objectValue ?? [:]).sorted(by: { $0.key < $1.key }) {
            tags.append((key, value.stringValue ?? ""))
        }
        for pair in sent["tags"]?.arrayValue ?? [] {
            tags.append(((pair["key"] ?? pair[0])?.stringValue ?? "", (pair["value"] ?? pair[1])?.stringValue ?? ""))
        }
        for name in ["release", "environment", "server_name"] {
            if let value = sent[name]?.stringValue { tags.append((name, value)) }
        }
        return [
            "id": .string(event.id), "eventID": .string(event.id), "projectID": .integer(issue.project),
            "groupID": .string(String(issue.id)),
            "dateCreated": JSON(Self.time(of: sent) ?? event.received), "dateReceived": JSON(event.received),
            "type": .string(issue.type),
            "title": .string(issue.title), "message": .string(sent["message"]?.stringValue ?? issue.title),
            "culprit": .string(issue.culprit),
            "platform": sent["platform"] ?? "other",
            "tags": .array(tags.map { ["key": .string($0.0), "value": .string($0.1)] }),
            "entries": .array(entries(sent)), "context": sent["extra"] ?? .null, "contexts": sent["contexts"] ?? .null,
            "metadata": issue.metadata,
            "user": sent["user"] ?? .null, "sdk": sent["sdk"] ?? .null,
        ]
    }

    /// The time of the event according to its sender, in RFC 3339 or Unix seconds.
    private static func time(of sent: JSON) -> Timestamp? {
        let seconds = sent["timestamp"]?.doubleValue.map { Timestamp(microseconds: Int64($0 * 1_000_000)) }
        return sent["timestamp"]?.stringValue.flatMap(Timestamp.init) ?? seconds
    }

    private func entries(_ sent: JSON) -> [JSON] {
        var entries: [JSON] = []
        if let values = sent["exception"]?["values"]?.arrayValue ?? sent["exception"]?.arrayValue, !values.isEmpty {
            entries.append([
                "type": "exception", "data": ["values": .array(values.map(Self.renamed)), "hasSystemFrames": false],
            ])
        }
        if let message = sent["logentry"] {
            entries.append(["type": "message", "data": message])
        } else if let message = sent["message"]?.stringValue {
            entries.append(["type": "message", "data": ["formatted": .string(message)]])
        }
        if let request = sent["request"] { entries.append(["type": "request", "data": request]) }
        return entries
    }

    /// The stack frames with the API's member names.
    private static func renamed(_ exception: JSON) -> JSON {
        guard let frames = exception["stacktrace"]?["frames"]?.arrayValue else { return exception }
        let names = ["in_app": "inApp", "abs_path": "absPath", "lineno": "lineNo", "colno": "colNo"]
        let spelled = frames.map { frame in
            JSON.object(
                Dictionary((frame.objectValue ?? [:]).map { (names[$0.key] ?? $0.key, $0.value) }) { first, _ in first }
            )
        }
        return exception.adding(["stacktrace": ["frames": .array(spelled)]])
    }
}
