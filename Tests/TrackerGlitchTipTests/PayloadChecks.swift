import Primitives
import Testing
import TrackerKit

@testable import TrackerGlitchTip

/// Decodes objects that a real server sent, and compares the results with the JSON.
enum PayloadChecks {
    enum Kind: String, CaseIterable {
        case issue, event, comment, project, key, alert, member
    }

    /// The kind of an object, by members that only this kind has; nil for other objects.
    static func kind(of json: JSON) -> Kind? {
        if json["shortId"] != nil, json["firstSeen"] != nil { return .issue }
        if json["eventID"] != nil || (json["event_id"] != nil && json["entries"] != nil),
            json["errors"] != nil || json["tags"] != nil
        {
            return .event
        }
        if json["data"]?["text"] != nil, json["dateCreated"] != nil { return .comment }
        if json["slug"] != nil, json["platform"] != nil, json["dateCreated"] != nil { return .project }
        if json["dsn"] != nil { return .key }
        if json["alertRecipients"] != nil { return .alert }
        if json["pending"] != nil, json["email"] != nil { return .member }
        return nil
    }

    /// The objects of a payload: the payload or its elements, and those nested by Sentry.
    static func objects(in body: JSON, _ place: String) -> [(kind: Kind, json: JSON, place: String)] {
        let candidates = (body.arrayValue ?? [body]) + [body["group"], body["latestEvent"]].compactMap { $0 }
        let nested = candidates.compactMap { $0["latestEvent"] }
        return (candidates + nested).compactMap { json in kind(of: json).map { ($0, json, place) } }
    }

    static func check(_ json: JSON, as kind: Kind, _ place: String) throws {
        let wire = try WireObject(json, "payload"), at = Comment(rawValue: place)
        switch kind {
        case .issue: check(try GlitchTip.Issue(wire), against: json, at: at)
        case .event: try check(try GlitchTip.Event(wire), against: json, at: at)
        case .comment:
            let comment = try GlitchTip.Comment(wire).comment
            #expect(.string(comment.body) == json["data"]?["text"], at)
            #expect(comment.createdAt == time(json["dateCreated"]), at)
            #expect(comment.author?.email == json["user"]?["email"]?.stringValue, at)
        case .project:
            let project = try GlitchTip.Project(wire).project(in: "org", on: GlitchTip.Site("https://example.com"))
            #expect(.string(project.remoteID) == json["id"], at)
            #expect(project.path.hasSuffix("/" + (json["slug"]?.stringValue ?? "?")), at)
            #expect(project.createdAt == time(json["dateCreated"]), at)
        case .key: #expect(try !GlitchTip.ProjectKey(wire).publicKey.isEmpty, at)
        case .alert:
            let alert = try GlitchTip.Alert(wire)
            #expect(alert.id == text(json["id"]), at)
            let urls = (json["alertRecipients"]?.arrayValue ?? []).filter { $0["recipientType"] == "webhook" }
                .compactMap { $0["url"] }
            #expect(JSON(alert.webhookURLs) == .array(urls), at)
        case .member: #expect(try GlitchTip.Member(wire).role.isEmpty == false, at)
        }
    }

    private static func check(_ issue: GlitchTip.Issue, against json: JSON, at: Comment) {
        let ticket = issue.ticket(nil, url: "https://example.com/1", dialect: .sentry)
        #expect(ticket.remoteID == text(json["id"]), at)
        #expect(.string(ticket.key) == json["shortId"], at)
        #expect(.string(ticket.title) == json["title"], at)
        #expect(.string(ticket.statusRaw.id) == json["status"], at)
        #expect(
            ticket.status
                == ["unresolved": .open, "resolved": .done, "ignored": .ignored][json["status"]?.stringValue], at)
        #expect((ticket.resolution == nil) == (ticket.status.state == .open), at)
        #expect(ticket.occurrences.map { String($0.count) } == text(json["count"]) ?? "1", at)
        #expect(ticket.occurrences?.users == (json["userCount"] ?? json["user_count"])?.integerValue, at)
        #expect(ticket.createdAt == time(json["firstSeen"]), at)
        #expect(ticket.updatedAt == time(json["lastSeen"]) ?? ticket.createdAt, at)
        #expect(Int64(ticket.commentCount) == json["numComments"]?.integerValue ?? 0, at)
        #expect(ticket.severity?.rawValue == json["level"]?.stringValue, at)
        #expect(ticket.assignees.first?.email == json["assignedTo"]?["email"]?.stringValue, at)
        #expect(issue.projectID == text(json["project"]?["id"]), at)
        #expect(GlitchTip.ShortID(ticket.key)?.fits(issue.projectSlug ?? "") ?? false, at)
        #expect(ticket.remoteData == PersonalData.removed(from: json), at)
    }

    private static func check(_ event: GlitchTip.Event, against json: JSON, at: Comment) throws {
        #expect(event.id == text(json["eventID"] ?? json["event_id"]), at)
        let tags = (json["tags"]?.arrayValue ?? []).compactMap { $0["key"]?.stringValue }
        #expect(Set(tags) == Set(event.tags.keys), at)
        #expect(event.release == (json["release"]?["version"] ?? tag("release", json))?.stringValue, at)
        #expect(event.environment == tag("environment", json)?.stringValue, at)
        let text = event.markdown
        #expect(text == event.markdown, at)
        #expect(text.count <= GlitchTip.Event.maximumLength, at)
        let entries = json["entries"]?.arrayValue ?? []
        for exception in entries.first(where: { $0["type"] == "exception" })?["data"]?["values"]?.arrayValue?.suffix(5)
            ?? []
        {
            let type = Markdown.line(exception["type"]?.stringValue ?? "Exception", limit: 300)
            #expect(text.contains("**\(type)**") || text.count > 20_000, at)
        }
        #expect(!text.contains(json["user"]?["ip_address"]?.stringValue ?? "nowhere to be found"), at)
        check(try event.occurrence(url: "https://example.com/1"), against: json, at: at)
    }

    private static func check(_ occurrence: RemoteOccurrence, against json: JSON, at: Comment) {
        #expect(occurrence.remoteID == text(json["eventID"] ?? json["event_id"]), at)
        #expect(occurrence.occurredAt == time(json["dateCreated"] ?? json["date_created"]) ?? occurrence.receivedAt, at)
        #expect(occurrence.receivedAt == time(json["dateReceived"] ?? json["date_received"]), at)
        #expect(occurrence.severity?.rawValue == tag("level", json)?.stringValue, at)
        #expect(occurrence.user?.email == json["user"]?["email"]?.stringValue, at)
        #expect(occurrence.user?.ipAddress == json["user"]?["ip_address"]?.stringValue, at)
        let thrown =
            (json["entries"]?.arrayValue ?? []).first { $0["type"] == "exception" }?["data"]?["values"]?.arrayValue
            ?? []
        #expect(occurrence.exceptions.count == min(thrown.count, GlitchTip.Event.maximumOccurrenceExceptions), at)
        for (exception, sent) in zip(occurrence.exceptions, thrown.reversed()) {
            #expect(exception.type == sent["type"]?.stringValue, at)
            let frames = sent["stacktrace"]?["frames"]?.arrayValue ?? []
            #expect(exception.frames.count == min(frames.count, GlitchTip.Event.maximumOccurrenceFrames), at)
            #expect(exception.frames.first?.line == frames.last?["lineNo"]?.integerValue, at)
            #expect(exception.frames.first?.column == frames.last?["colNo"]?.integerValue, at)
            #expect(exception.frames.first?.module == frames.last?["module"]?.stringValue, at)
            #expect(exception.frames.count { $0.isInApp } == frames.suffix(100).count { $0["inApp"] == true }, at)
        }
    }

    private static func tag(_ name: String, _ json: JSON) -> JSON? {
        json["tags"]?.arrayValue?.first { $0["key"]?.stringValue == name }?["value"]
    }

    private static func text(_ json: JSON?) -> String? { json?.stringValue ?? json?.integerValue.map { String($0) } }
    private static func time(_ json: JSON?) -> Timestamp? { json?.stringValue.flatMap(Timestamp.init) }
}
