/// Polls every 5 ms until the condition holds, without a time-out of its own.
func until(_ condition: () async throws -> Bool) async throws {
    while try await !condition() { try await Task.sleep(for: .milliseconds(5)) }
}
