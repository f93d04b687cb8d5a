@preconcurrency import Dispatch
import Glibc

/// Signals to the process as an asynchronous sequence.
package struct SignalSource: Sendable {
    /// The numbers of the signals to receive, such as `SIGTERM`.
    package let numbers: [CInt]

    package init(_ numbers: [CInt]) {
        self.numbers = numbers
    }

    /// Starts receiving the signals, and returns the number of each as it arrives. Their default action is disabled for
    /// good.
    package func signals() -> AsyncStream<CInt> {
        AsyncStream { continuation in
            let sources = numbers.map { Self.source($0, continuation) }
            continuation.onTermination = { _ in sources.forEach { $0.cancel() } }
        }
    }

    /// Returns once the source is registered. A signal that arrived earlier would be lost, because its default action
    /// has been disabled.
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
