import ServiceKit
import Testing

@Suite struct DuplicateRegistrationTests {
    @Test func `two parts of one kind are refused, and the error names it`() throws {
        let words = try Dictionary(["one", "three"], of: "a word", by: \.count)
        #expect(words == [3: "one", 5: "three"])
        let error = #expect(throws: DuplicateRegistration.self) {
            try Dictionary(["one", "three", "two"], of: "a word", by: \.count)
        }
        #expect(error?.description == "a word for 3 is registered twice")
    }
}
