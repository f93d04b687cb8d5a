import Primitives
import Testing

/// Errors of values say what to write instead.
@Suite struct HelpfulValueTests {
    private static func detail<Value>(_ type: FieldType<Value>, _ json: JSON) -> String? {
        var errors: [FieldError] = []
        _ = type.read(json, "/field", &errors)
        return errors.first?.detail
    }

    private enum Status: String, CaseIterable, Sendable {
        case open
        case inProgress = "in_progress"
        case done
    }

    @Test(arguments: [
        ("opne", "open"), ("Open", "open"), ("in progress", "in_progress"), ("IN-PROGRESS", "in_progress"),
        ("progress", "in_progress"), ("closed", "done"), ("resolved", "done"), ("todo", "open"), ("wip", "in_progress"),
    ])
    func `a word that is not allowed leads to the one that was meant`(word: String, meant: String) {
        #expect(
            Self.detail(FieldType<Status>.enumeration(), .string(word))
                == "must be one of open, in_progress, done. Did you mean '\(meant)'?")
    }

    @Test(
        arguments: [.string("nonsense"), .string(""), 7, .null, .string(String(repeating: "x", count: 500))] as [JSON])
    func `other values only list the words`(value: JSON) {
        #expect(Self.detail(FieldType<Status>.enumeration(), value) == "must be one of open, in_progress, done")
    }

    @Test(arguments: [
        ("add_label", "label"), ("labels", "label"), ("create", "create_ticket"), ("createTicket", "create_ticket"),
        ("add_comment", "comment"), ("status", "set_status"), ("delay", "wait"), ("ticket", nil), ("delete", nil),
    ])
    func `a word with the same parts or meaning is found, unless there are several`(word: String, meant: String?) {
        let actions = ["create_ticket", "update_ticket", "comment", "label", "set_status", "wait"]
        #expect(UnknownWord.meant(by: word, among: actions) == meant)
    }

    @Test(arguments: [
        ("created", "created_at"), ("updated", "updated_at"), ("-updated", "-updated_at"), ("title", nil),
    ])
    func `a sort field is completed`(word: String, meant: String?) {
        #expect(
            UnknownWord.meant(by: word, among: ["created_at", "-created_at", "updated_at", "-updated_at"]) == meant)
    }

    @Test(
        arguments: [
            ("bug,ui", #"must be an array of 0 to 100 elements, such as ["bug", "ui"]"#),
            ("bug", #"must be an array of 0 to 100 elements, such as ["bug"]"#),
            (["a": 1], "must be an array of 0 to 100 elements: put the object into brackets, [{…}]"),
            (7, "must be an array of 0 to 100 elements"), ("", "must be an array of 0 to 100 elements"),
            (.string(String(repeating: "x", count: 61)), "must be an array of 0 to 100 elements"),
            (.array(Array(repeating: "x", count: 101)), "must be an array of 0 to 100 elements, not 101"),
        ] as [(JSON, String)])
    func `a text in the place of an array shows the array`(value: JSON, detail: String) {
        #expect(Self.detail(FieldType<[String]>.strings(), value) == detail)
    }

    @Test(
        arguments: [
            ("2026-02-28", "must be an RFC 3339 date and time. Did you mean 2026-02-28T00:00:00Z?"),
            ("2026-02-28 09:30:00", "must be an RFC 3339 date and time. Did you mean 2026-02-28T09:30:00Z?"),
            ("2026-02-28T09:30:00", "must be an RFC 3339 date and time. Did you mean 2026-02-28T09:30:00Z?"),
            (
                "2026-02-30",
                "must be an RFC 3339 date and time that exists, such as 2026-02-28T00:00:00Z: 2026-02 has the days 01 to 28"
            ),
            (
                "2024-02-30T10:00:00Z",
                "must be an RFC 3339 date and time that exists, such as 2024-02-29T00:00:00Z: 2024-02 has the days 01 to 29"
            ),
            (
                "2026-13-01",
                "must be an RFC 3339 date and time that exists, such as 2026-12-01T00:00:00Z: there is no month 13"
            ),
            ("yesterday", "must be an RFC 3339 date and time, such as 2026-01-31T09:30:00Z"),
            ("2026-02-28T25:00:00Z", "must be an RFC 3339 date and time, such as 2026-01-31T09:30:00Z"),
            (1_770_000_000, "must be an RFC 3339 date and time, such as 2026-01-31T09:30:00Z"),
        ] as [(JSON, String)])
    func `a time in another form leads to the expected one`(value: JSON, detail: String) {
        #expect(Self.detail(.timestamp, value) == detail)
    }

    @Test(
        arguments: [
            ("My Shop", ", such as 'my-shop'"), ("-shop-", ", such as 'shop'"), ("Größe", ", such as 'gr-e'"),
            ("…", ""),
            (7, ""),
        ] as [(JSON, String)])
    func `a text that is no slug leads to one`(value: JSON, end: String) {
        #expect(
            Self.detail(.slug, value)
                == "must be lower-case letters, digits and hyphens, at most 63, not starting with a hyphen" + end)
    }

    @Test func `a number in the place of a text needs quotes`() {
        #expect(Self.detail(FieldType<String>.text(1...9), 42) == "must be text of 1 to 9 characters, in quotes")
        #expect(Self.detail(FieldType<String>.text(1...9), "") == "must be text of 1 to 9 characters")
    }

    @Test func `the fields with which other APIs close a ticket lead to the status`() {
        let known: Set = ["title", "status", "resolution"]
        for name in ["state", "state_event", "closed"] {
            #expect(UnknownName.detail(name, among: known).contains("set 'status' to 'done'"))
        }
        #expect(UnknownName.detail("state", among: ["status"]) == "is unknown. Did you mean 'status'?")
        #expect(UnknownName.detail("state_reason", among: known) == "is unknown. Did you mean 'resolution'?")
    }
}
