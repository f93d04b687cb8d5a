@preconcurrency import Dispatch
import Glibc

/// Signals of the process as an asynchronous sequence.
public struct SignalSource: Sendable {
    /// The numbers that are listened for.
    public let numbers: [CInt]

    /// Listens for signals such as `SIGTERM`; their default action is switched off.
    public init(_ numbers: [CInt]) {
        self.numbers = numbers
    }

    /// The signals as they come, each by its number. Returns when they are listened for, so that none sent afterwards is lost.
    public func signals() -> AsyncStream<CInt> {
        AsyncStream { continuation in
            let sources = numbers.map { Self.source($0, continuation) }
            continuation.onTermination = { _ in sources.forEach { $0.cancel() } }
        }
    }

    private static func source(_ number: CInt, _ continuation: AsyncStream<CInt>.Continuation) -> any DispatchSourceSignal {
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler { continuation.yield(number) }
        // Dispatch registers on a thread of its own, within microseconds; until then the signal would be ignored.
        let registered = DispatchSemaphore(value: 0)
        source.setRegistrationHandler { registered.signal() }
        source.resume()
        registered.wait()
        return source
    }
}
