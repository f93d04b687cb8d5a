package import TrackerKit

extension TrackerError {
    /// The case, and the status or name where it tells more.
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

/// A test that came to the wrong place.
package struct Wrong: Error {
    /// What it found there.
    package let what: String

    /// Makes an error.
    package init(_ what: String) { self.what = what }
}
