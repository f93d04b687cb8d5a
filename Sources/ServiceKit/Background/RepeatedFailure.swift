package import Logging
import Synchronization

/// Logs the failures of something that is retried continuously, such as claiming jobs, without flooding the log: one
/// warning when it starts to fail and one notice when it works again. Failures in between are logged at debug level.
package final class RepeatedFailure: Sendable {
    private let what: String
    private let isFailing = Atomic(false)

    /// - Parameter what: The log message, such as `no job could be claimed`.
    package init(_ what: String) { self.what = what }

    /// Records a failed attempt.
    package func happened(_ error: any Error, _ logger: Logger) {
        let isFirst = !isFailing.exchange(true, ordering: .relaxed)
        logger.log(level: isFirst ? .warning : .debug, "\(what)", metadata: ["error": "\(error)"])
    }

    /// Records a successful attempt.
    package func recordSuccess(_ logger: Logger) {
        guard isFailing.load(ordering: .relaxed), isFailing.exchange(false, ordering: .relaxed) else { return }
        logger.notice("resolved: \(what)")
    }
}
