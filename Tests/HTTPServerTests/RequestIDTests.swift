import Primitives
import Testing

@testable import HTTPServer

struct RequestIDTests {
    @Test func `a request id is a UUIDv7 with its time (RFC 9562, section 5.7)`() throws {
        var generator = RequestIDGenerator()
        let moment = Timestamp(microseconds: 1_645_557_742_000_000)
        for _ in 0..<1000 {
            let text = generator.next(at: moment)
            let id = try #require(Identifier<Int>(text))
            #expect(id.text == text)
            #expect(text.hasPrefix("017f22e2-79b0-7"))
            #expect(id.bits >> 62 & 3 == 2)
        }
    }

    @Test func `request ids differ`() {
        var generators = [RequestIDGenerator(), RequestIDGenerator()]
        var ids: Set<String> = []
        for _ in 0..<1000 {
            for index in generators.indices { ids.insert(generators[index].next(at: Timestamp(seconds: 1))) }
        }
        #expect(ids.count == 2000)
    }
}
