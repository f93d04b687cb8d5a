import Foundation

/// A value behind a lock.
///
/// Invariant for `@unchecked Sendable`: the value is touched under the lock only. The lock is an `NSLock`, because the
/// thread sanitizer does not understand `Mutex` and would call its uses races.
final class Guarded<Value>: @unchecked Sendable {
    private let lock = NSLock()
    private var value: Value

    init(_ value: sending Value) {
        self.value = value
    }

    /// Runs the closure with the value, alone.
    func withLock<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result {
        lock.lock()
        defer { lock.unlock() }
        return try body(&value)
    }
}
