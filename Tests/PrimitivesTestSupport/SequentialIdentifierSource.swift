import Primitives
import Synchronization

/// Returns 1, 2, 3 … as identifiers.
package final class SequentialIdentifierSource: IdentifierSource {
    private let last: Mutex<UInt128>

    package init(first: UInt128 = 1) { last = Mutex(first - 1) }

    package func nextBits() -> UInt128 {
        last.withLock { value in
            value += 1
            return value
        }
    }
}
