package import TrackerKit

extension TrackerError {
    /// The name of the case, with its status or name if it has one.
    package var kindName: String {
        switch self {
        case .capabilityMissing(let capability): "capabilityMissing \(capability.rawValue)"
        case .notFound(let what, _): "notFound \(what)"
        case .unauthorized: "unauthorized"
        case .forbidden: "forbidden"
        case .conflict: "conflict"
        case .invalid: "invalid"
        case .rateLimited: "rateLimited"
        case .upstream(let failure): "upstream \(failure.status)"
        case .unreachable: "unreachable"
        case .projectReplaced: "projectReplaced"
        case .malformedResponse: "malformedResponse"
        }
    }
}

/// Thrown when a test reaches a state that it does not expect.
package struct Wrong: Error {
    /// The unexpected state.
    package let what: String

    package init(_ what: String) { self.what = what }
}
