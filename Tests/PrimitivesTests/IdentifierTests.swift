import Primitives
import PrimitivesTestSupport
import Testing

@Suite struct IdentifierTests {
    private enum Thing {}

    @Test func `an identifier is read in either case and written in lower case`() {
        let text = "0191d5a4-7b3c-7def-8123-456789abcdef"
        #expect(Identifier<Thing>(text)?.text == text)
        #expect(Identifier<Thing>(text.uppercased())?.text == text)
    }

    @Test(arguments: [
        "", "0191d5a47b3c7def8123456789abcdef", "0191d5a4-7b3c-7def-8123-456789abcde",
        "0191d5a4-7b3c-7def-8123-456789abcdeg",
        "0191d5a4-7b3c-7def-8123-456789abcdef0", "{0191d5a4-7b3c-7def-8123-456789abcde}",
    ])
    func `other text is refused`(text: String) {
        #expect(Identifier<Thing>(text) == nil)
    }

    @Test func `UUIDv7 carries version, variant and time, and only grows`() throws {
        let clock = ManualClock(Timestamp(microseconds: 1_700_000_000_123_000))
        let source = UUIDv7Source(clock: clock)
        var last: Identifier<Thing> = source.next()
        #expect(last.bits >> 80 == 1_700_000_000_123)
        for round in 0..<10_000 {
            if round == 5000 { clock.advance(by: .seconds(-10)) }
            let next: Identifier<Thing> = source.next()
            #expect(next > last)
            #expect(next.bits >> 76 & 0xF == 7)
            #expect(next.bits >> 62 & 0b11 == 0b10)
            last = next
        }
    }
}
