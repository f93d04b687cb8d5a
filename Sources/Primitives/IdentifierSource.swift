import Synchronization

/// A generator of identifiers; injected so that identifiers are predictable in tests.
package protocol IdentifierSource: Sendable {
    /// 128 bits that this source has not returned before.
    func nextBits() -> UInt128
}

extension IdentifierSource {
    /// A new identifier for an object of type `Tag`.
    package func next<Tag>(_ kind: Tag.Type = Tag.self) -> Identifier<Tag> { Identifier(bits: nextBits()) }
}

/// A generator of UUIDv7 (RFC 9562, section 5.7): a timestamp in milliseconds, a 12-bit counter that orders identifiers
/// within a millisecond (section 6.2, method 1), and 62 random bits.
package final class UUIDv7Source: IdentifierSource {
    private struct State {
        var milliseconds: Int64 = 0
        var counter: UInt16 = 0
    }

    private let clock: any WallClock
    private let state = Mutex(State())

    package init(clock: any WallClock = SystemClock()) { self.clock = clock }

    /// The next UUIDv7. It compares greater than all before, even if the clock goes backwards.
    package func nextBits() -> UInt128 {
        let now = clock.now().microseconds / 1000
        let (milliseconds, counter) = state.withLock { state -> (Int64, UInt16) in
            if now > state.milliseconds {
                state = State(milliseconds: now, counter: UInt16.random(in: 0..<0x400))
            } else if state.counter < 0xFFF {
                state.counter += 1
            } else {
                state = State(milliseconds: state.milliseconds + 1, counter: 0)
            }
            return (state.milliseconds, state.counter)
        }
        let high = UInt64(milliseconds) << 16 | 0x7000 | UInt64(counter)
        let low = UInt64.random(in: .min ... .max) & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        return UInt128(high) << 64 | UInt128(low)
    }
}
