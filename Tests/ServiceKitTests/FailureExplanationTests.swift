import Primitives
import ServiceKit
import Testing

struct FailureExplanationTests {
    @Test func `the line for lists and logs names the invalid fields, and not their values`() {
        let one = Failure.invalid([FieldError(pointer: "/labels/0", detail: "there is no label 'secret'")])
        #expect(one.explanation == "1 field is invalid: /labels/0")
        let two = Failure.invalid([
            FieldError(pointer: "/title", detail: "is required"), FieldError(pointer: "", detail: "is odd"),
        ])
        #expect(two.explanation == "2 fields are invalid: /title, (body)")
        #expect(Failure(.actionUnusable, detail: "There is no ticket.").explanation == "There is no ticket.")
    }
}
