import Foundation

/// A value protected by a lock.
///
/// Invariant for `@unchecked Sendable`: the value is accessed only while the lock is held. The lock is an `NSLock`,
/// because the thread sanitizer does not support `Mutex` and would report false races.
final class Guarded<Value>: @unchecked Sendable {
    private let lock = NSLock()
    private var value: Value

    init(_ value: sending Value) {
        self.value = value
    }

    /// Runs the closure with exclusive access to the value.
    func withLock<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result {
        lock.lock()
        defer { lock.unlock() }
        return try body(&value)
    }
}
