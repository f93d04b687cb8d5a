/// Asks again and again until the condition holds. The test's own time limit ends it when it never does.
func until(_ condition: () async throws -> Bool) async throws {
    while try await !condition() { try await Task.sleep(for: .milliseconds(5)) }
}
