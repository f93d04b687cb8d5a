import Synchronization

/// What one gateway's part of a test leaves to the next one's.
final class Handover: Sendable {
    private let values = Mutex((token: "", location: ""))

    var token: String { values.withLock { $0.token } }
    var location: String { values.withLock { $0.location } }

    func keep(token: String, location: String) { values.withLock { $0 = (token, location) } }
}
