import HTTPKit
import Testing

struct ServerSentEventTests {
    private func parse(_ text: String) -> [ServerSentEvent] {
        var parser = ServerSentEventParser()
        return parser.take(text.utf8)
    }

    @Test func `an event has a line for each field and ends with an empty one (WHATWG HTML, section 9.2.6)`() {
        let event = ServerSentEvent(id: "7", event: "ticket.created", data: #"{"a":1}"#)
        #expect(String(decoding: event.bytes, as: UTF8.self) == "id: 7\nevent: ticket.created\ndata: {\"a\":1}\n\n")
    }

    @Test(arguments: ["", "one", "two\nlines", "\n", "a\n\nb\n", " led by a space", ":colon", "data: x"])
    func `data round-trips`(data: String) {
        let event = ServerSentEvent(id: "1", event: "x", data: data)
        #expect(parse(String(decoding: event.bytes, as: UTF8.self)) == [event])
    }

    @Test func `every kind of line end is a line end`() {
        let bytes = ServerSentEvent(data: "a\r\nb\rc\nd").bytes
        #expect(parse(String(decoding: bytes, as: UTF8.self)).map(\.data) == ["a\nb\nc\nd"])
        #expect(parse("data: a\r\ndata: b\rdata: c\n\r\n").map(\.data) == ["a\nb\nc"])
    }

    @Test func `an id, type or comment cannot inject anything`() {
        let event = ServerSentEvent(id: "1\ndata: x\0", event: "a\r\n\r\ndata: y", data: "z")
        #expect(
            parse(String(decoding: event.bytes, as: UTF8.self)) == [
                ServerSentEvent(id: "1data: x", event: "adata: y", data: "z")
            ])
        #expect(parse(String(decoding: ServerSentEvent.comment("a\ndata: x\n\n"), as: UTF8.self)).isEmpty)
    }

    @Test func `the specification's examples are parsed as specified (WHATWG HTML, section 9.2.6)`() {
        #expect(parse("data: YHOO\ndata: +2\ndata: 10\n\n").map(\.data) == ["YHOO\n+2\n10"])
        let stream = ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n"
        #expect(
            parse(stream) == [
                ServerSentEvent(id: "1", data: "first event"), ServerSentEvent(data: "second event"),
                ServerSentEvent(data: " third event"),
            ])
        #expect(parse("data\n\ndata\ndata\n\ndata:").map(\.data) == ["", "\n"])
        #expect(parse("data:test\n\ndata: test\n\n").map(\.data) == ["test", "test"])
    }

    @Test func `an id moves with its event, also with one that has no data`() {
        var parser = ServerSentEventParser(lastEventID: "0")
        #expect(parser.take("id: 1\n".utf8).isEmpty)
        #expect(parser.lastEventID == "0")
        #expect(parser.take("\n".utf8).isEmpty)
        #expect(parser.lastEventID == "1")
        #expect(parser.take("id: 2\0\nretry: 250\nretry: x\ndata: a\n\n".utf8) == [ServerSentEvent(id: "1", data: "a")])
        #expect(parser.retryMilliseconds == 250)
    }

    @Test func `the events are the same for bytes that arrive one at a time, after a byte order mark`() {
        let text = "\u{FEFF}id: 1\r\nevent: e\r\ndata: ä\r\n\r\n: c\r\rdata: b\n\n"
        var parser = ServerSentEventParser()
        let events = text.utf8.flatMap { parser.take([$0]) }
        #expect(events == parse(text))
        #expect(events == [ServerSentEvent(id: "1", event: "e", data: "ä"), ServerSentEvent(id: "1", data: "b")])
    }

    @Test func `a line or data without end is abandoned`() {
        var parser = ServerSentEventParser(limit: 10)
        #expect(parser.take("data: 0123456789\n\n".utf8).isEmpty)
        #expect(parser.isOverlong)
        parser = ServerSentEventParser(limit: 10)
        #expect(parser.take("data:abc\ndata:def\ndata:ghi\n\n".utf8).isEmpty)
        #expect(parser.isOverlong)
    }

    @Test func `a retry and a comment have the format that clients expect`() {
        #expect(String(decoding: ServerSentEvent.retry(milliseconds: 1500), as: UTF8.self) == "retry: 1500\n\n")
        var parser = ServerSentEventParser()
        #expect(parser.take(ServerSentEvent.position("7")).isEmpty)
        #expect(parser.lastEventID == "7")
        #expect(String(decoding: ServerSentEvent.comment(""), as: UTF8.self) == ": \n\n")
    }
}
