import GatewayTestSupport
import HTTPKit
import Synchronization

/// The output of a live stream of all events, from the first one on.
final class LiveLog: Sendable {
    private let told = Mutex<[String]>([])
    private let reading = Mutex<Task<Void, Never>?>(nil)

    /// The ids of the received events, in order.
    var ids: [String] { told.withLock { $0 } }

    /// Follows the stream of a gateway.
    init(_ gateway: TestGateway) throws {
        let stream = try FollowedStream(gateway, query: "?last_event_id=00000000-0000-0000-0000-000000000000")
        let task = Task { [weak self] in
            for await event in stream.events {
                guard let id = event.id else { continue }
                self?.told.withLock { $0.append(id) }
            }
        }
        reading.withLock { $0 = task }
    }

    deinit { reading.withLock { $0?.cancel() } }
}
