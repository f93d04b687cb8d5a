import EventLoop
import Logging

/// An element of a stream of PostgreSQL notifications.
package enum Notification: Sendable, Hashable {
    /// The payload of a `NOTIFY` or `pg_notify`.
    case message(String)
    /// LISTEN took effect, for the first time or after a reconnect. Earlier notifications may have been missed, so
    /// re-read the tables.
    case reconnected
}

/// Listens on a dedicated session and fans notifications out to the streams of each channel.
///
/// `Sendable` without `@unchecked`: the listener table is guarded by a lock, and the session is confined to its event
/// loop.
final class NotificationHub: Sendable {
    /// Notifications buffered per stream for a slow reader. When the buffer is full, the oldest are dropped.
    private static let bufferLimit = 8192

    private struct Listeners {
        var lastID = 0
        var streams: [String: [Int: AsyncStream<Notification>.Continuation]] = [:]
        var isClosed = false
    }

    let session: SharedSession
    private let logger: Logger
    private let listeners = Guarded(Listeners())

    init(session: SharedSession, logger: Logger) {
        self.session = session
        self.logger = logger
    }

    func start() {
        session.loop.submit { [self] in
            session.onConnected = { [weak self] in self?.listenToAll() }
            session.wire.onNotification = { [weak self] channel, payload in
                self?.deliver(.message(payload), to: channel)
            }
        }
        session.start()
    }

    func stop() async {
        await session.stop()
        let streams = listeners.withLock { listeners in
            listeners.isClosed = true
            return listeners.streams.values.flatMap(\.values)
        }
        for stream in streams { stream.finish() }
    }

    /// A stream of a channel's notifications. It finishes when the client is shut down.
    func notifications(on channel: String) -> AsyncStream<Notification> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: Notification.self, bufferingPolicy: .bufferingNewest(Self.bufferLimit))
        let id = listeners.withLock { listeners -> Int? in
            guard !listeners.isClosed else { return nil }
            listeners.lastID += 1
            listeners.streams[channel, default: [:]][listeners.lastID] = continuation
            return listeners.lastID
        }
        guard let id else {
            continuation.finish()
            return stream
        }
        continuation.onTermination = { [weak self] _ in self?.remove(id, from: channel) }
        if session.isUp { listen(to: channel, only: id) }
        return stream
    }

    private func remove(_ id: Int, from channel: String) {
        let isLast = listeners.withLock { listeners -> Bool in
            listeners.streams[channel]?[id] = nil
            guard listeners.streams[channel]?.isEmpty == true else { return false }
            listeners.streams[channel] = nil
            return !listeners.isClosed
        }
        if isLast { send("UNLISTEN", channel) {} }
    }

    private func listenToAll() {
        for channel in listeners.withLock({ Array($0.streams.keys) }) { listen(to: channel, only: nil) }
    }

    private func listen(to channel: String, only id: Int?) {
        send("LISTEN", channel) { [weak self] in self?.deliver(.reconnected, to: channel, only: id) }
    }

    private func send(_ command: String, _ channel: String, then: @escaping @Sendable () -> Void) {
        Task {
            do {
                _ = try await session.run(
                    SQL(unsafeSQL: "\(command) \(SQL.quoted(identifier: channel))"), isPrepared: false)
                then()
            } catch {
                // After a lost session, `onConnected` listens to every channel again.
                logger.debug("\(command) failed", metadata: ["channel": "\(channel)", "reason": "\(error)"])
            }
        }
    }

    private func deliver(_ notification: Notification, to channel: String, only id: Int? = nil) {
        let streams = listeners.withLock { listeners in
            listeners.streams[channel, default: [:]].filter { id == nil || $0.key == id }.map(\.value)
        }
        for stream in streams { stream.yield(notification) }
    }
}
