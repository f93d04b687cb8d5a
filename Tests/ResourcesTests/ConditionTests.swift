import HTTPKit
import HTTPTypes
import Primitives
@testable import Resources
import ServiceKit
import Testing

struct ConditionTests {
    private let tag = ETag(7)

    @Test(arguments: ["\"r7\"", "*", "W/\"r7\"", "\"x\", \"r7\"", " * "])
    func `If-None-Match finds the tag, weak or strong`(value: String) {
        #expect(Request.test(headers: [.ifNoneMatch: value]).notModified(tag)?.status == .notModified)
    }

    @Test(arguments: ["\"r8\"", "r7", "\"r7", ""])
    func `If-None-Match with other tags returns the object`(value: String) {
        #expect(Request.test(headers: [.ifNoneMatch: value]).notModified(tag) == nil)
    }

    @Test func `If-Match compares strongly`() {
        #expect(throws: Never.self) { try Request.test(headers: [.ifMatch: "\"a\", \"r7\""]).precondition.require(tag) }
        #expect(throws: Never.self) { try Request.test(headers: [.ifMatch: "*"]).precondition.require(tag) }
        #expect(throws: Never.self) { try Request.test().precondition.require(tag) }
        #expect(throws: ServiceError.self) {
            try Request.test(headers: [.ifMatch: "W/\"r7\", \"r8\""]).precondition.require(tag)
        }
    }

    @Test(arguments: [
        ("r7", #"must be an ETag with its quotes: "r7" instead of r7."#),
        (#""r7"#, #"must be an ETag with its quotes: "r7" instead of "r7."#), ("", "must be an ETag with its quotes."),
        (String(repeating: "x", count: 200), "must be an ETag with its quotes."),
        (#"W/"r7""#, #"must be a strong ETag, since a weak one never matches: send "r7" without W/."#),
    ])
    func `If-Match without a strong tag is 412, with the form that is expected`(value: String, detail: String) {
        let failure = #expect(throws: Failure.self) { try Request.test(headers: [.ifMatch: value]).precondition }
        #expect(failure?.code == .preconditionFailed)
        #expect(failure?.detail == "If-Match \(detail)")
    }
}
