import Primitives
import Testing
import TrackerKit

@Suite struct WireObjectTests {
    private let json: JSON = [
        "text": "a", "empty": "", "number": 7, "flag": true, "nothing": .null, "time": "2026-01-02T03:04:05Z",
        "object": ["a": 1],
        "mixed": [["a": 1], 7, .null, ["a": 2]],
    ]

    @Test func `only an object is wrapped`() {
        for other: JSON in [.null, true, 1, "text", []] {
            #expect { _ = try WireObject(other, "issue") } throws: { "\($0)".contains("issue is \(other.kindName)") }
        }
    }

    @Test func `absent, null and differently typed values are nil`() throws {
        let wire = try WireObject(json, "issue")
        #expect(wire.string("text") == "a")
        #expect(wire.string("number") == nil && wire.string("nothing") == nil && wire.string("absent") == nil)
        #expect(wire.integer("number") == 7 && wire.integer("text") == nil)
        #expect(wire.bool("flag") == true && wire.bool("number") == nil)
        #expect(wire.timestamp("time") == Timestamp("2026-01-02T03:04:05Z") && wire.timestamp("text") == nil)
        #expect(wire["nothing"] == nil && wire["text"] == "a")
    }

    @Test func `nested objects are found, and other elements omitted`() throws {
        let wire = try WireObject(json, "issue")
        #expect(wire.object("object")?.integer("a") == 1)
        #expect(wire.object("object")?.path == "issue.object")
        #expect(wire.object("text") == nil)
        #expect(wire.objects("mixed").map { $0.integer("a") } == [1, 2])
        #expect(wire.objects("absent").isEmpty)
    }

    @Test func `a required member is named when it is missing, without any value`() throws {
        let wire = try WireObject(json, "issue")
        #expect(try wire.requiredString("text") == "a")
        #expect(try wire.requiredIdentifier("number") == "7")
        #expect(try wire.requiredIdentifier("text") == "a")
        #expect { _ = try wire.requiredString("number") } throws: {
            "\($0)".contains("issue.number is integer, not a string")
        }
        #expect { _ = try wire.requiredString("absent") } throws: {
            "\($0)".contains("issue.absent is missing, not a string")
        }
        #expect { _ = try wire.requiredIdentifier("empty") } throws: {
            "\($0)".contains("issue.empty is string, not an identifier")
        }
        #expect { _ = try wire.requiredTimestamp("text") } throws: {
            "\($0)".contains("issue.text is string, not a time")
        }
    }
}
