import Synchronization

/// The state that the first gateway of a test passes to the second.
final class OperationHandover: Sendable {
    private let values = Mutex((token: "", location: ""))

    var token: String { values.withLock { $0.token } }
    var location: String { values.withLock { $0.location } }

    func keep(token: String, location: String) { values.withLock { $0 = (token, location) } }
}
