@testable import Access
import Models
import Primitives
import Testing

struct CallerMemoryTests {
    private let now = Timestamp(seconds: 1_000)
    private let caller = Principal(kind: .token, id: "1", name: "t", scopes: [.ticketsRead])

    @Test func `a caller is remembered for its time and not longer`() {
        let memory = CallerMemory()
        memory.remember(.init(principal: caller, freshUntil: now + .seconds(5)), for: "a", knownSince: memory.doubts)
        #expect(memory.principal(for: "a", at: now) == caller)
        #expect(memory.principal(for: "a", at: now + .seconds(5)) == nil)
        #expect(memory.principal(for: "b", at: now) == nil)
    }

    @Test func `a caller in doubt is asked for again`() {
        let memory = CallerMemory()
        memory.remember(.init(principal: caller, freshUntil: now + .seconds(5)), for: "a", knownSince: memory.doubts)
        memory.doubt(callerWithKey: "token:2")
        #expect(memory.principal(for: "a", at: now) == caller)
        memory.doubt(callerWithKey: "token:1")
        #expect(memory.principal(for: "a", at: now) == nil)
        memory.remember(.init(principal: caller, freshUntil: now + .seconds(5)), for: "a", knownSince: memory.doubts)
        memory.doubtAll()
        #expect(memory.principal(for: "a", at: now) == nil)
    }

    @Test func `a credential that turned out wrong is forgotten`() {
        let memory = CallerMemory()
        memory.remember(.init(principal: caller, freshUntil: now + .seconds(5)), for: "a", knownSince: memory.doubts)
        memory.forget("a")
        #expect(memory.principal(for: "a", at: now) == nil)
    }

    @Test func `what was asked for before a change is doubtful from the beginning`() {
        let memory = CallerMemory()
        let before = memory.doubts
        memory.doubt(callerWithKey: "token:1")
        memory.remember(.init(principal: caller, freshUntil: now + .seconds(5)), for: "a", knownSince: before)
        #expect(memory.principal(for: "a", at: now) == nil)
    }
}
