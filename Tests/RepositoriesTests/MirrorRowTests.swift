import Primitives
import Testing
import TrackerKit

@testable import Repositories

/// The bytes of a mirror row, whose hash shows whether a ticket changed: other bytes for the same ticket would make the
/// next synchronization write every ticket again.
@Suite struct MirrorRowTests {
    @Test func `a full ticket is written in the order of the table`() {
        var ticket = Self.plain
        ticket.resolution = .completed
        ticket.severity = .error
        ticket.author = RemoteUser(remoteID: "9", username: "ann")
        ticket.assignees = [RemoteUser(remoteID: "8", username: "bob", kind: .bot)]
        ticket.labels = ["bug\0", "later"]
        ticket.milestone = MilestoneReference(remoteID: "3", key: "1", title: "1.0")
        ticket.parent = "4"
        ticket.dueAt = Timestamp(seconds: 86_400)
        ticket.closedAt = Timestamp(seconds: 172_800)
        ticket.confidential = true
        ticket.commentCount = 2
        ticket.fingerprint = "f"
        ticket.customFields = [CustomField(name: "size", value: 3)]
        #expect(
            Self.row(ticket) == #"{"remote_id":"7","key":"1","url":"https://t/1","kind":"issue","title":"Title","#
                + #""body":"","body_format":"markdown","status":"open","status_raw_id":"opened","#
                + #""status_raw_name":"Open","resolution":"completed","priority":"none","severity":"error","#
                + #""confidential":true,"locked":false,"author":"# + Self.user("9", name: "ann", kind: "human")
                + #","author_username":"ann","assignees":["# + Self.user("8", name: "bob", kind: "bot")
                + #"],"assignee_usernames":["bob"],"labels":["bug\#u{FFFD}","later"],"#
                + #""label_names":["bug\#u{FFFD}","later"],"milestone":{"remote_id":"3","title":"1.0"},"#
                + #""milestone_title":"1.0","parent_key":"4","due_at":"1970-01-02T00:00:00Z","#
                + #""closed_at":"1970-01-03T00:00:00Z","created_at":"1970-01-01T00:00:10Z","#
                + #""updated_at":"1970-01-01T00:00:10Z","comment_count":2,"fingerprint":"f","#
                + #""custom_fields":[{"name":"size","value":3}],"remote_data":{"a":1}}"#)
    }

    @Test func `missing properties of a ticket are omitted`() {
        #expect(
            Self.row(Self.plain) == #"{"remote_id":"7","key":"1","url":"https://t/1","kind":"issue","title":"Title","#
                + #""body":"","body_format":"markdown","status":"open","status_raw_id":"opened","#
                + #""status_raw_name":"Open","priority":"none","confidential":false,"locked":false,"assignees":[],"#
                + #""assignee_usernames":[],"labels":[],"label_names":[],"created_at":"1970-01-01T00:00:10Z","#
                + #""updated_at":"1970-01-01T00:00:10Z","comment_count":0,"custom_fields":[],"remote_data":{"a":1}}"#)
    }

    private static let plain = Ticket(
        remoteID: "7", key: "1", url: "https://t/1", title: "Title", status: .open,
        statusRaw: RawStatus(id: "opened", name: "Open"), createdAt: Timestamp(seconds: 10),
        updatedAt: Timestamp(seconds: 5), remoteData: ["a": 1])

    private static func row(_ ticket: Ticket) -> String {
        var writer = JSONWriter()
        ticket.writeMirrorRow(to: &writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private static func user(_ id: String, name: String, kind: String) -> String {
        #"{"active":true,"avatar_url":null,"email":null,"kind":"\#(kind)","name":null,"remote_id":"\#(id)","#
            + #""url":null,"username":"\#(name)"}"#
    }
}
