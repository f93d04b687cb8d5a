import Synchronization

/// A counter shared by handlers and tests.
final class Counter: Sendable {
    private let number = Atomic(0)

    var value: Int { number.load(ordering: .sequentiallyConsistent) }

    func add(_ count: Int = 1) {
        number.wrappingAdd(count, ordering: .sequentiallyConsistent)
    }
}
