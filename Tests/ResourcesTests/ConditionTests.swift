import HTTPKit
import HTTPTypes
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
            try Request.test(headers: [.ifMatch: "W/\"r7\""]).precondition.require(tag)
        }
        #expect(throws: ServiceError.self) {
            try Request.test(headers: [.ifMatch: "nonsense"]).precondition.require(tag)
        }
    }
}
