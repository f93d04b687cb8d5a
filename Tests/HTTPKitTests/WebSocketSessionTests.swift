import HTTPKit
import Testing

struct WebSocketSessionTests {
    private func session(_ bytes: [UInt8]) -> WebSocketSession {
        var session = WebSocketSession(limits: WebSocketLimits())
        session.receive(bytes)
        return session
    }

    @Test func `a ping is answered with its payload (RFC 6455, section 5.5.2)`() {
        var session = session(WebSocketRun.frame(9, [1, 2]))
        #expect(session.next() == .send([0x8A, 2, 1, 2]))
        #expect(session.next() == nil)
    }

    @Test func `a Close is answered once with its code, and nothing is read afterwards (RFC 6455, section 5.5.1)`() {
        var session = session(WebSocketRun.frame(8, [0x0F, 0xA0]) + WebSocketRun.text("late"))
        #expect(session.next() == .end([0x88, 2, 0x0F, 0xA0]))
        #expect(session.next() == .end(nil))
        #expect(session.peerClose == WebSocketClose(code: WebSocketCloseCode(rawValue: 4000)))
        #expect(!session.maySend)
        #expect(session.close(WebSocketClose(code: .normal)) == nil)
    }

    @Test func `an empty Close gets an empty one (RFC 6455, section 5.5.1)`() {
        var session = session(WebSocketRun.frame(8))
        #expect(session.next() == .end([0x88, 0]))
    }

    @Test func `after our Close a ping gets no pong, and the peer's Close ends it (RFC 6455, section 5.5.1)`() {
        var session = session(WebSocketRun.frame(9) + WebSocketRun.frame(8))
        #expect(session.close(WebSocketClose(code: .goingAway)) == [0x88, 2, 0x03, 0xE9])
        #expect(session.next() == .pong)
        #expect(session.next() == .end(nil))
    }

    @Test func `a broken frame is answered with the reason (RFC 6455, section 7.1.7)`() {
        var session = session([0x83, 0x80])
        guard case .end(let bytes?) = session.next() else {
            Issue.record("no Close")
            return
        }
        #expect(bytes[2...3] == [0x03, 0xEA])
        #expect(session.next() == .end(nil))
    }

    @Test func `a head that arrives in two pieces is preserved`() {
        let frame = WebSocketRun.text("hello")
        var session = session(WebSocketRun.text("a") + frame[..<3])
        #expect(session.next() == .deliver(.text([0x61])))
        #expect(session.next() == nil)
        session.receive(Array(frame[3...]))
        #expect(session.next() == .deliver(.text(Array("hello".utf8))))
    }
}
