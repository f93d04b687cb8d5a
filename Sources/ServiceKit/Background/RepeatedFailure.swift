package import Logging
import Synchronization

/// Something that is tried all the time, as taking work is: when it fails, one line tells that it begins to, and one
/// that it is over.
package final class RepeatedFailure: Sendable {
    private let what: String
    private let isFailing = Atomic(false)

    /// - Parameter what: What fails, as the line says it: `no job could be taken`.
    package init(_ what: String) { self.what = what }

    /// It failed.
    package func happened(_ error: any Error, _ logger: Logger) {
        let isFirst = !isFailing.exchange(true, ordering: .relaxed)
        logger.log(level: isFirst ? .warning : .debug, "\(what)", metadata: ["error": "\(error)"])
    }

    /// It went well.
    package func isOver(_ logger: Logger) {
        guard isFailing.load(ordering: .relaxed), isFailing.exchange(false, ordering: .relaxed) else { return }
        logger.notice("no longer: \(what)")
    }
}
