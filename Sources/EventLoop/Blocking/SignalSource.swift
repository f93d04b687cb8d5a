@preconcurrency import Dispatch
import Glibc

/// Signals of the process as an asynchronous sequence.
package struct SignalSource: Sendable {
    /// The numbers that are listened for.
    package let numbers: [CInt]

    /// Listens for signals such as `SIGTERM`; their default action is switched off.
    package init(_ numbers: [CInt]) {
        self.numbers = numbers
    }

    /// The signals as they come, each by its number.
    package func signals() -> AsyncStream<CInt> {
        AsyncStream { continuation in
            let sources = numbers.map { Self.source($0, continuation) }
            continuation.onTermination = { _ in sources.forEach { $0.cancel() } }
        }
    }

    /// A source that is already at work: a signal that came before would be lost, as it is ignored otherwise.
    private static func source(_ number: CInt, _ continuation: AsyncStream<CInt>.Continuation)
        -> any DispatchSourceSignal
    {
        signal(number, SIG_IGN)
        let registered = DispatchSemaphore(value: 0)
        let source = DispatchSource.makeSignalSource(signal: number, queue: DispatchQueue(label: "signal"))
        source.setEventHandler { continuation.yield(number) }
        source.setRegistrationHandler { registered.signal() }
        source.resume()
        registered.wait()
        return source
    }
}
