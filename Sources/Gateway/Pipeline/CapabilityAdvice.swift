import Connections
import HTTPKit
import Primitives
import ServiceKit
import TrackerKit

/// Adds to the error for a missing capability the trackers that have it.
struct CapabilityAdvice: Sendable {
    let registry: TrackerRegistry

    /// The handler, with its errors for missing capabilities completed.
    func advising(_ handler: @escaping Handler) -> Handler {
        { request in
            do {
                return try await handler(request)
            } catch ServiceError.tracker(.capabilityMissing(let capability), let tracker, _) {
                throw failure(capability, tracker)
            } catch ServiceError.capabilityMissing(let capability, let tracker) {
                throw failure(capability, tracker)
            }
        }
    }

    private func failure(_ capability: Capability, _ tracker: String) -> Failure {
        let others = registry.capabilitiesByKind.filter { $0.value.contains(capability) }.keys.sorted()
        return .capabilityMissing(
            capability, tracker: tracker, supportedBy: others.map(\.rawValue).filter { $0 != tracker })
    }
}
