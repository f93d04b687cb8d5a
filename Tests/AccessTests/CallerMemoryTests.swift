@testable import Access
import Models
import Primitives
import Testing

struct CallerMemoryTests {
    private let now = Timestamp(seconds: 1_000)
    private let caller = Principal(kind: .token, id: "1", name: "t", scopes: [.ticketsRead])

    @Test func `a caller is remembered for its time and not longer`() {
        let memory = CallerMemory()
        memory.remember(
            .init(principal: caller, freshUntil: now + .seconds(5)), for: "a", knownSince: memory.invalidations)
        #expect(memory.principal(for: "a", at: now) == caller)
        #expect(memory.principal(for: "a", at: now + .seconds(5)) == nil)
        #expect(memory.principal(for: "b", at: now) == nil)
    }

    @Test func `an invalidated caller is looked up again`() {
        let memory = CallerMemory()
        memory.remember(
            .init(principal: caller, freshUntil: now + .seconds(5)), for: "a", knownSince: memory.invalidations)
        memory.invalidate(callerWithKey: "token:2")
        #expect(memory.principal(for: "a", at: now) == caller)
        memory.invalidate(callerWithKey: "token:1")
        #expect(memory.principal(for: "a", at: now) == nil)
        memory.remember(
            .init(principal: caller, freshUntil: now + .seconds(5)), for: "a", knownSince: memory.invalidations)
        memory.invalidateAll()
        #expect(memory.principal(for: "a", at: now) == nil)
    }

    @Test func `an invalid credential is removed from the cache`() {
        let memory = CallerMemory()
        memory.remember(
            .init(principal: caller, freshUntil: now + .seconds(5)), for: "a", knownSince: memory.invalidations)
        memory.forget("a")
        #expect(memory.principal(for: "a", at: now) == nil)
    }

    @Test func `results of a query that began before a change are stale from the start`() {
        let memory = CallerMemory()
        let before = memory.invalidations
        memory.invalidate(callerWithKey: "token:1")
        memory.remember(.init(principal: caller, freshUntil: now + .seconds(5)), for: "a", knownSince: before)
        #expect(memory.principal(for: "a", at: now) == nil)
    }
}
