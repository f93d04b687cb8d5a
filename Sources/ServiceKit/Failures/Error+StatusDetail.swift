import HTTPKit
import Primitives
import TrackerKit

extension Error {
    /// The human-readable cause of a connection's or channel's status. Never contains a credential.
    package var connectionStatusDetail: String {
        switch self as? TrackerError {
        case .invalid(let errors, let failure) where failure.origin == .gateway:
            errors.map(\.detail).joined(separator: "; ")
        case .unauthorized(let failure), .forbidden(let failure), .conflict(let failure), .upstream(let failure),
            .invalid(_, let failure),
            .rateLimited(_, let failure):
            failure.origin == .gateway ? failure.message : "\(failure.status): \(failure.message)"
        case .unreachable(let error): error.statusDetail
        case .notFound(let what, _): "the tracker has no such \(what)"
        case .projectReplaced(let path): "the path \(path) now leads to another project"
        case .malformedResponse(let detail): detail
        case .capabilityMissing(let capability): "the tracker can't do this: \(capability.rawValue)"
        case nil:
            self is SecretVault.Failure
                ? "the credentials can't be decrypted with the configured keys" : "an unexpected error; see the log"
        }
    }
}
