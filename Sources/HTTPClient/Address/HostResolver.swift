import HTTPKit

/// Finds the addresses of names.
package protocol HostResolver: Sendable {
    /// All addresses of `host`, in the order in which to try them.
    /// - Throws: ``HostResolutionError``.
    func addresses(of host: String, within timeout: Duration) async throws -> [IPAddress]
}

/// Why a name has no address.
package enum HostResolutionError: Error, Sendable, Hashable {
    /// The name does not exist, or has no address.
    case noAddress
    /// The resolver failed; what it says.
    case failed(String)
    /// No answer came in time.
    case timeout
    /// The caller gave up.
    case cancelled

    /// What it is to the caller of an HTTP request.
    var kind: TransportError.Kind {
        switch self {
        case .noAddress, .failed: .nameResolution
        case .timeout: .timeout
        case .cancelled: .cancelled
        }
    }
}

extension HostResolutionError: CustomStringConvertible {
    /// A sentence without the name.
    package var description: String {
        switch self {
        case .noAddress: "the name has no address"
        case .failed(let reason): "the name cannot be resolved: \(reason)"
        case .timeout: "the name was not resolved in time"
        case .cancelled: "the call was cancelled"
        }
    }
}
