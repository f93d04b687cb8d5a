import HTTPKit

/// Resolves host names to addresses.
package protocol HostResolver: Sendable {
    /// All addresses of `host`, in order of preference.
    /// - Throws: ``HostResolutionError``.
    func addresses(of host: String, within timeout: Duration) async throws -> [IPAddress]
}

/// The reason why a name could not be resolved.
package enum HostResolutionError: Error, Sendable, Hashable {
    /// The name does not exist, or has no address.
    case noAddress
    /// The resolver failed, with this message.
    case failed(String)
    /// There was no result in time.
    case timeout
    /// The caller cancelled the lookup.
    case cancelled

    /// The corresponding error of an HTTP request.
    var kind: TransportError.Kind {
        switch self {
        case .noAddress, .failed: .nameResolution
        case .timeout: .timeout
        case .cancelled: .cancelled
        }
    }
}

extension HostResolutionError: CustomStringConvertible {
    /// A human-readable message without the name.
    package var description: String {
        switch self {
        case .noAddress: "the name has no address"
        case .failed(let reason): "the name cannot be resolved: \(reason)"
        case .timeout: "the name was not resolved in time"
        case .cancelled: "the call was cancelled"
        }
    }
}
