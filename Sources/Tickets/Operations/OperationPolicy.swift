/// Retention of operations. ``DurablePolicy`` limits their retries.
enum OperationPolicy {
    /// How long a caller's idempotency key refers to the same operation.
    static let keyMemory = Duration.seconds(24 * 3600)
    /// How many operations are deleted per statement.
    static let pruned = 1000
}
