import Synchronization

/// Where new identifiers come from; injected, so that tests know them beforehand.
package protocol IdentifierSource: Sendable {
    /// 128 bits that were never given before.
    func nextBits() -> UInt128
}

extension IdentifierSource {
    /// A new identifier of the kind that the caller asks for.
    package func next<Tag>(_ kind: Tag.Type = Tag.self) -> Identifier<Tag> { Identifier(bits: nextBits()) }
}

/// UUIDv7 (RFC 9562 section 5.7): milliseconds, then a 12-bit counter for order within one (section 6.2 method 1), then
/// 62 random bits.
package final class UUIDv7Source: IdentifierSource {
    private struct State {
        var milliseconds: Int64 = 0
        var counter: UInt16 = 0
    }

    private let clock: any WallClock
    private let state = Mutex(State())

    /// Takes times from `clock`.
    package init(clock: any WallClock = SystemClock()) { self.clock = clock }

    /// The next UUIDv7; later ones compare greater, even when the clock steps back.
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

/// Gives 1, 2, 3 … as identifiers, for tests.
package final class SequentialIdentifierSource: IdentifierSource {
    private let last: Mutex<UInt128>

    /// The first identifier is `first`.
    package init(first: UInt128 = 1) { last = Mutex(first - 1) }

    /// One more than the last time.
    package func nextBits() -> UInt128 {
        last.withLock { value in
            value += 1
            return value
        }
    }
}
