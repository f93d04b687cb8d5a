import Synchronization
import Testing

@testable import HTTPServer

struct BodyMemoryTests {
    private static let second: UInt64 = 1_000_000_000
    private static let kibibyte = 1 << 10
    private static let nothing: @Sendable () -> Void = {}

    /// Records the evicted bodies.
    private final class Evictions: Sendable {
        private let names = Mutex<[String]>([])
        var all: [String] { names.withLock { $0 } }
        func note(_ name: String) -> @Sendable () -> Void { { self.names.withLock { $0.append(name) } } }
    }

    private static func memory(_ change: (inout BodyMemoryLimits) -> Void = { _ in }) -> BodyMemory {
        var limits = BodyMemoryLimits()
        (limits.bytes, limits.bytesPerPeer, limits.bodies, limits.bodiesPerPeer) = (
            1_000 * kibibyte, 400 * kibibyte, 6, 3
        )
        change(&limits)
        return BodyMemory(limits)
    }

    @Test func `three hundred stalled bodies yield to a new one, and stay within their limit`() throws {
        let memory = BodyMemory(BodyMemoryLimits())
        for peer in 0..<300 {
            guard let id = memory.open("peer \(peer)", at: 0, evict: Self.nothing) else { continue }
            for _ in 0..<80 { _ = memory.take(64 * Self.kibibyte, for: id, at: 0) }
        }
        #expect(memory.statistics.bytes <= 32 << 20)
        // A small body is accepted immediately; a large one when the senders count as stopped, after a second.
        let small = try #require(memory.open("tracker", at: 0, evict: Self.nothing))
        #expect(memory.take(60 * Self.kibibyte, for: small, at: 0))
        let large = try #require(memory.open("tracker", at: 2 * Self.second, evict: Self.nothing))
        for _ in 0..<80 { #expect(memory.take(64 * Self.kibibyte, for: large, at: 2 * Self.second)) }
        #expect(memory.statistics.bytes <= 32 << 20)
    }

    @Test func `a new body evicts one that trickles, of the peer with the most bodies, but none of ordinary pace`()
        throws
    {
        let (memory, evictions) = (Self.memory { ($0.bytes, $0.bytesPerPeer) = (2 << 20, 2 << 20) }, Evictions())
        let tick = 8 * Self.second / 10
        var ids: [(id: BodyMemory.ID, bytes: Int)] = []
        for (peer, bytes) in [("a", 10), ("b", 10), ("b", 10), ("c", 120_000), ("c", 120_000), ("c", 120_000)] {
            let name = bytes == 10 ? peer : "fast"
            ids.append((try #require(memory.open(peer, at: 0, evict: evictions.note(name))), bytes))
        }
        // Nobody counts as slow before a second has passed.
        #expect(memory.open("d", at: Self.second / 2, evict: Self.nothing) == nil)
        for time in 1...3 {
            for (id, bytes) in ids { #expect(memory.take(bytes, for: id, at: UInt64(time) * tick)) }
        }
        for _ in 0..<3 { #expect(memory.open("d", at: 3 * tick, evict: Self.nothing) != nil) }
        #expect(evictions.all.sorted() == ["a", "b", "b"] && evictions.all.first == "b")
        #expect(memory.open("e", at: 3 * tick, evict: Self.nothing) == nil)
    }

    @Test func `one peer has its share, and its own stalled bodies are evicted first`() throws {
        let (memory, evictions) = (Self.memory(), Evictions())
        let stopped = try #require(memory.open("a", at: 0, evict: evictions.note("stopped")))
        #expect(memory.take(200 * Self.kibibyte, for: stopped, at: 0))
        let other = try #require(memory.open("b", at: 0, evict: evictions.note("other")))
        #expect(memory.take(200 * Self.kibibyte, for: other, at: 0))
        let next = try #require(memory.open("a", at: 0, evict: evictions.note("next")))
        #expect(!memory.take(300 * Self.kibibyte, for: next, at: Self.second / 2))
        #expect(evictions.all.isEmpty)
        #expect(memory.take(300 * Self.kibibyte, for: next, at: Self.second))
        #expect(evictions.all == ["stopped"])
        #expect(!memory.take(1, for: stopped, at: Self.second))
        #expect(memory.statistics == (2, 500 * Self.kibibyte))
    }

    @Test func `a small body evicts the largest one, a large body none that is still sending`() throws {
        let (memory, evictions) = (Self.memory(), Evictions())
        for (name, size) in [("a", 300), ("b", 400), ("c", 300)] {
            let id = try #require(memory.open(name, at: 0, evict: evictions.note(name)))
            #expect(memory.take(size * Self.kibibyte, for: id, at: 0))
        }
        let large = try #require(memory.open("d", at: 0, evict: Self.nothing))
        #expect(!memory.take(65 * Self.kibibyte, for: large, at: 0))
        #expect(evictions.all.isEmpty)
        #expect(memory.take(64 * Self.kibibyte, for: large, at: 0))
        #expect(evictions.all == ["b"])
    }

    @Test func `so many bodies arrive at a time, of one peer and in all`() throws {
        let (memory, evictions) = (Self.memory(), Evictions())
        for number in 0..<3 {
            #expect(memory.open("a", at: UInt64(number), evict: evictions.note("a\(number)")) != nil)
        }
        #expect(memory.open("a", at: 10, evict: Self.nothing) == nil)
        for number in 0..<3 { #expect(memory.open("b\(number)", at: 10, evict: evictions.note("b\(number)")) != nil) }
        #expect(memory.open("c", at: 10, evict: Self.nothing) == nil)
        #expect(memory.open("c", at: Self.second + 5, evict: Self.nothing) != nil)
        #expect(evictions.all == ["a0"])
        #expect(memory.statistics.bodies == 6)
    }

    @Test(arguments: [(10, true), (60 << 10, true), (70 << 10, false)])
    func `bodies that trickle yield to a new one, others do not`(bytesPerSecond: Int, yields: Bool) throws {
        let memory = Self.memory { $0.bytesPerPeer = $0.bytes }
        let ids = try (0..<6).map { try #require(memory.open("\($0 % 2)", at: 0, evict: Self.nothing)) }
        for half in 1...4 {
            for id in ids { #expect(memory.take(bytesPerSecond / 2, for: id, at: UInt64(half) * Self.second / 2)) }
        }
        #expect((memory.open("tracker", at: 2 * Self.second, evict: Self.nothing) != nil) == yields)
    }

    @Test func `a burst followed by a trickle counts as stalled`() throws {
        let (memory, evictions) = (Self.memory(), Evictions())
        let trickle = try #require(memory.open("a", at: 0, evict: evictions.note("trickle")))
        #expect(memory.take(400 * Self.kibibyte, for: trickle, at: 0))
        for tenth in 1...25 { #expect(memory.take(0, for: trickle, at: UInt64(tenth) * Self.second / 10)) }
        for (name, size) in [("b", 300), ("c", 300)] {
            let id = try #require(memory.open(name, at: 5 * Self.second / 2, evict: evictions.note(name)))
            #expect(memory.take(size * Self.kibibyte, for: id, at: 5 * Self.second / 2))
        }
        let large = try #require(memory.open("d", at: 5 * Self.second / 2, evict: Self.nothing))
        #expect(memory.take(100 * Self.kibibyte, for: large, at: 5 * Self.second / 2))
        #expect(evictions.all == ["trickle"])
    }

    @Test func `senders that are not authenticated leave half of the bodies to the others`() throws {
        let (memory, evictions) = (Self.memory { $0.bodiesPerPeer = 6 }, Evictions())
        var ids: [BodyMemory.ID] = []
        for number in 0..<3 {
            let id = try #require(memory.open("flood", at: 0, evict: evictions.note("\(number)")))
            #expect(memory.admit(id, isAuthenticated: false, at: 0))
            ids.append(id)
        }
        let refused = try #require(memory.open("flood", at: 0, evict: Self.nothing))
        #expect(!memory.admit(refused, isAuthenticated: false, at: 0))
        memory.close(refused)
        for _ in 0..<3 {
            let id = try #require(memory.open("caller", at: 0, evict: Self.nothing))
            #expect(memory.admit(id, isAuthenticated: true, at: 0))
        }
        #expect(evictions.all.isEmpty)
        // One that has stalled yields to a new one.
        memory.close(ids[2])
        let other = try #require(memory.open("tracker", at: 2 * Self.second, evict: Self.nothing))
        #expect(memory.admit(other, isAuthenticated: false, at: 2 * Self.second))
        let next = try #require(memory.open("tracker", at: 2 * Self.second, evict: Self.nothing))
        #expect(memory.admit(next, isAuthenticated: false, at: 2 * Self.second))
        #expect(Set(evictions.all).isSubset(of: ["0", "1"]) && !evictions.all.isEmpty)
        #expect(!memory.admit(ids[Int(evictions.all[0]) ?? 0], isAuthenticated: false, at: 2 * Self.second))
    }

    @Test func `senders that are not authenticated leave half of the memory to the others`() throws {
        let (memory, evictions) = (Self.memory { $0.bytesPerPeer = $0.bytes }, Evictions())
        let flood = try #require(memory.open("flood", at: 0, evict: evictions.note("flood")))
        // What arrived before the reader began counts too.
        #expect(memory.take(300 * Self.kibibyte, for: flood, at: 0))
        #expect(memory.admit(flood, isAuthenticated: false, at: 0))
        #expect(memory.take(200 * Self.kibibyte, for: flood, at: 0))
        #expect(!memory.take(1, for: flood, at: 0))
        let caller = try #require(memory.open("caller", at: 0, evict: Self.nothing))
        #expect(memory.admit(caller, isAuthenticated: true, at: 0))
        #expect(memory.take(500 * Self.kibibyte, for: caller, at: 0))
        #expect(evictions.all.isEmpty)
        // A small one gets its room from the largest one that is not authenticated.
        memory.close(caller)
        let small = try #require(memory.open("tracker", at: 0, evict: Self.nothing))
        #expect(memory.admit(small, isAuthenticated: false, at: 0))
        #expect(memory.take(64 * Self.kibibyte, for: small, at: 0))
        #expect(evictions.all == ["flood"] && memory.statistics == (1, 64 * Self.kibibyte))
    }

    @Test func `complete and abandoned bodies are no longer counted`() throws {
        let memory = Self.memory()
        for _ in 0..<100 {
            let id = try #require(memory.open("a", at: 0, evict: Self.nothing))
            #expect(memory.take(400 * Self.kibibyte, for: id, at: 0))
            memory.close(id)
            memory.close(id)
        }
        #expect(memory.statistics == (0, 0))
    }
}
