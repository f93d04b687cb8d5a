import Models
import Primitives
import Testing

@testable import Documents

/// The fields of an alert that is posted to the Alerts API.
struct AlertPostTests {
    private static let valid: [String: JSON] = [
        "severity": 5, "summary": "mfbt now!", "description": "it is 4:00pm", "flavor": "mfbt",
        "emitter_name": "mfbt-watcher", "emitter_version": 1,
    ]

    private static func content(_ changes: [String: JSON?] = [:]) throws(AlertRefusal) -> AlertContent {
        var fields = valid
        for (name, value) in changes { fields[name] = value }
        return try AlertPost(parsing: JSON.object(fields).serialized()).content()
    }

    /// The messages about each field; empty if the alert is valid.
    private static func messages(_ changes: [String: JSON?]) -> [String: [String]] {
        do {
            _ = try content(changes)
            return [:]
        } catch {
            guard case .invalid(let errors) = error else { return ["": ["\(error)"]] }
            return Dictionary(uniqueKeysWithValues: errors.fields.map { ($0.name, $0.messages) })
        }
    }

    @Test func `an alert has the fields that were posted`() throws {
        let content = try Self.content([
            "links": [["name": "example", "url": "http://example.com", "rel": "x"]], "start_time": "2015-03-01T12:00Z",
            "end_time": nil, "unknown": 1,
        ])
        #expect(content.severity == 5 && content.emitterVersion == 1)
        #expect(content.summary == "mfbt now!" && content.emitterName == "mfbt-watcher")
        #expect(content.links == [AlertContent.Link(name: "example", url: "http://example.com")])
        #expect(content.startTime == Timestamp("2015-03-01T12:00:00Z") && content.endTime == nil)
    }

    @Test(arguments: ["5", 5.0, " 5 ", "5.0", "+5"] as [JSON])
    func `whole numbers in any form are integers`(_ value: JSON) throws {
        #expect(try Self.content(["severity": value]).severity == 5)
    }

    @Test(arguments: [true, 5.5, "", "five", [5], "5.5", "0x5"] as [JSON])
    func `other values are not`(_ value: JSON) {
        #expect(Self.messages(["severity": value]) == ["severity": ["A valid integer is required."]])
    }

    @Test func `integers outside of the scale are kept, and those beyond the column are refused`() throws {
        #expect(try Self.content(["severity": -1]).severity == -1)
        #expect(try Self.content(["severity": 11]).severity == 11)
        let most = ["Ensure this value is less than or equal to 2147483647."]
        let least = ["Ensure this value is greater than or equal to -2147483648."]
        #expect(Self.messages(["severity": 2_147_483_648]) == ["severity": most])
        #expect(Self.messages(["severity": 1e30]) == ["severity": most])
        #expect(Self.messages(["emitter_version": "99999999999999999999"]) == ["emitter_version": most])
        #expect(Self.messages(["emitter_version": -2_147_483_649]) == ["emitter_version": least])
    }

    @Test func `texts are trimmed, and numbers become text`() throws {
        let content = try Self.content([
            "summary": " \u{00A0}a b\n", "emitter_name": 7, "description": "  ",
        ])
        #expect(content.summary == "a b" && content.emitterName == "7" && content.description == "")
        #expect(try Self.content(["summary": 1.5]).summary == "1.5")
        #expect(try Self.content(["description": ""]).description == "")
    }

    @Test func `every fault of a text has its message`() {
        let blank = ["This field may not be blank."]
        #expect(Self.messages(["summary": " "]) == ["summary": blank])
        #expect(Self.messages(["emitter_name": ""]) == ["emitter_name": blank])
        #expect(Self.messages(["summary": false]) == ["summary": ["Not a valid string."]])
        #expect(Self.messages(["summary": ["a"]]) == ["summary": ["Not a valid string."]])
        #expect(Self.messages(["description": "a\0b"]) == ["description": ["Null characters are not allowed."]])
        let long = ["Ensure this field has no more than 100 characters."]
        #expect(Self.messages(["emitter_name": .string(String(repeating: "é", count: 101))]) == ["emitter_name": long])
        #expect(Self.messages(["emitter_name": .string(String(repeating: "é", count: 100))]) == [:])
        #expect(Self.messages(["summary": .string(String(repeating: "x", count: 100_000))]) == [:])
    }

    @Test func `missing and null fields are all reported at once`() {
        let nothing: JSON? = nil
        let found = Self.messages([
            "severity": nothing, "summary": .some(.null), "description": nothing, "emitter_name": nothing,
            "emitter_version": .some(.null), "start_time": "2015-03-01", "end_time": "soon",
        ])
        let required = ["This field is required."], null = ["This field may not be null."]
        let time = [
            "Datetime has wrong format. Use one of these formats instead: "
                + "YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z]."
        ]
        #expect(
            found == [
                "severity": required, "summary": null, "description": required, "emitter_name": required,
                "emitter_version": null, "start_time": time, "end_time": time,
            ])
    }

    @Test(arguments: [
        ("2015-03-01T12:00:00", "2015-03-01T12:00:00Z"), ("2015-03-01 12:00", "2015-03-01T12:00:00Z"),
        ("2015-3-1T1:2:3", "2015-03-01T01:02:03Z"), ("2015-03-01T12:00:00.5+01:30", "2015-03-01T10:30:00.500000Z"),
        ("2015-03-01T12:00:00-0500", "2015-03-01T17:00:00Z"), ("2015-03-01T12:00:00+02", "2015-03-01T10:00:00Z"),
        ("2015-03-01T12:00:00.123456789Z", "2015-03-01T12:00:00.123456Z"),
    ])
    func `times are ISO 8601, in UTC without an offset`(_ row: (String, String)) throws {
        #expect(try Self.content(["start_time": .string(row.0)]).startTime?.rfc3339 == row.1)
    }

    @Test(arguments: [
        "2015-02-30T12:00:00", "2015-03-01T24:00:00", "2015-03-01T12:00:60", "", "2015-03-01T12:00:00 Z", "1425211200",
        "0000-01-01T00:00:00",
    ])
    func `impossible times are refused`(_ text: String) {
        #expect(Self.messages(["start_time": .string(text)]).keys.sorted() == ["start_time"])
    }

    @Test func `an end before the start is accepted`() throws {
        let content = try Self.content(["start_time": "2015-03-01T12:00:00", "end_time": "2015-02-01T12:00:00"])
        #expect(content.endTime != nil)
    }

    @Test func `links without name or URL are quoted as Python 2 does`() throws {
        let links: JSON = [
            ["url": "http://example.com/"], ["name": "é \"'"], ["name": "a", "url": "b"], "text", 5,
            ["url": ["x": .null]],
        ]
        let prefix = "Missing names or urls in link data. "
        #expect(
            Self.messages(["links": links]) == [
                "links": [
                    prefix + "{u'url': u'http://example.com/'}", prefix + "{u'name': u'\\xe9 \"\\''}",
                    prefix + "u'text'",
                    prefix + "5", prefix + "{u'url': {u'x': None}}",
                ]
            ])
        let long = String(repeating: "x", count: 201)
        #expect(
            Self.messages(["links": [["name": .string(long), "url": "u"]]])
                == ["links": ["Ensure this field has no more than 200 characters."]])
        let spaced: JSON = ["name": " a ", "url": " "]
        #expect(try Self.content(["links": [spaced]]).links == [AlertContent.Link(name: " a ", url: " ")])
        #expect(Self.messages(["links": "x"]) == ["links": ["Expected a list of links."]])
    }

    @Test func `links are checked after the other fields`() {
        #expect(Self.messages(["links": [1], "severity": "x"]).keys.sorted() == ["severity"])
    }

    @Test(arguments: [
        ("{", "unexpected end at byte 1"), ("[]", "the body must be an object"),
        ("null", "the body must be an object"),
    ])
    func `a body that is no JSON object is refused`(_ row: (String, String)) {
        #expect(throws: AlertRefusal.self) { try AlertPost(parsing: Array(row.0.utf8)) }
        do {
            _ = try AlertPost(parsing: Array(row.0.utf8))
        } catch {
            guard case .malformedJSON(let reason) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(row.0 == "{" || reason == row.1)
        }
    }

    @Test func `a body without a flavor is refused before its fields are`() {
        #expect(throws: AlertRefusal.flavorMissing) { try AlertPost(parsing: Array("{\"severity\": \"x\"}".utf8)) }
        #expect(throws: AlertRefusal.flavorMissing) { try AlertPost(parsing: []) }
    }

    @Test(arguments: [(.null, "None"), (5, "5"), (true, "True"), ("a", "a"), (["a"], "[u'a']")] as [(JSON, String)])
    func `the flavor is named as Python 2 does`(_ row: (JSON, String)) throws {
        #expect(try AlertPost(parsing: JSON.object(["flavor": row.0]).serialized()).flavor == row.1)
    }
}
