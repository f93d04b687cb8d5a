import Primitives
import Testing

@Suite struct FailureTests {
    @Test func `a failure lists the first hundred errors, each with a pointer of at most 500 characters`() {
        let long = "/" + String(repeating: "é", count: 600)
        let errors =
            [FieldError(pointer: long, detail: "d")] + (1..<150).map { FieldError(pointer: "/\($0)", detail: "d") }
        let failure = Failure(.invalidRequest, errors: errors)
        #expect(failure.errors.count == Failure.maximumErrors)
        #expect(failure.errors.first?.pointer == "/" + String(repeating: "é", count: 499) + "…")
        #expect(failure.errors.last?.pointer == "/99")
    }

    @Test(arguments: [
        (1, "1 field is invalid."), (2, "2 fields are invalid."), (100, "100 fields are invalid."),
        (101, "More than 100 fields are invalid; these are the first."),
    ])
    func `the detail of invalid values contains their number`(count: Int, detail: String) {
        let failure = Failure.invalid((0..<count).map { FieldError(pointer: "/\($0)", detail: "d") })
        #expect(failure.code == .invalidRequest && failure.kind == .refused && failure.detail == detail)
    }

    @Test func `the kind follows from the code unless the failure overrides it`() {
        #expect(Failure(.trackerError).kind == .retryLater)
        #expect(Failure(.trackerError, kind: .fault).kind == .fault)
    }

    @Test(arguments: [
        (Failure.Kind.refused, true), (.missing, true), (.conflict, true), (.retryLater, false), (.fault, false),
    ])
    func `a refusal, a missing object and a conflict are the caller's to correct`(kind: Failure.Kind, isCallers: Bool) {
        #expect(kind.requiresCallerChange == isCallers)
    }

    @Test(arguments: Failure.Code.allCases)
    func `a code is in snake case, and its summary is one sentence`(code: Failure.Code) {
        #expect(code.rawValue.wholeMatch(of: /[a-z]+(_[a-z]+)*/) != nil)
        #expect(
            code.summary.wholeMatch(of: /[A-Z].*\./) != nil && !code.summary.contains("|")
                && !code.summary.contains(". "))
    }
}
