import Foundation
import HTTPKit
import Models
import Primitives
import TrackerKit

/// Tells whether an address may be called; the operator's networks count.
public protocol AddressChecking: Sendable {
    /// Why the URL may not be called, or nil when it may. Names are resolved.
    func objection(to url: String) async -> String?
}

/// Checks what callers say of connections.
struct ConnectionValidator: Sendable {
    let registry: TrackerRegistry
    let addresses: any AddressChecking

    /// Throws with everything that is wrong with a new connection.
    func validate(_ draft: ConnectionDraft) async throws {
        guard let driver = registry[draft.tracker] else {
            let kinds = registry.kinds.map(\.rawValue).joined(separator: ", ")
            throw ServiceError.invalid([Problem.FieldError(pointer: "/tracker", detail: "must be one of \(kinds)")])
        }
        let problems =
            await problems(with: draft.baseURL, driver: driver) + driver.problems(with: draft.credentials).below("/credentials")
            + settingsProblems(draft.settings)
        guard problems.isEmpty else { throw ServiceError.invalid(problems) }
    }

    /// Throws with everything that is wrong with what a patch sets.
    func validate(_ patch: ConnectionPatch, becoming connection: Connection) async throws {
        guard let driver = registry[connection.tracker] else { return }
        var problems: [Problem.FieldError] = []
        if case .set(let baseURL) = patch.baseURL { problems += await self.problems(with: baseURL, driver: driver) }
        if case .set(let credentials) = patch.credentials { problems += driver.problems(with: credentials).below("/credentials") }
        if patch.settings.isSet { problems += settingsProblems(connection.settings) }
        guard problems.isEmpty else { throw ServiceError.invalid(problems) }
    }

    private func problems(with baseURL: String?, driver: any TrackerDriver) async -> [Problem.FieldError] {
        guard let baseURL else {
            guard driver.isRemote, driver.defaultBaseURL == nil else { return [] }
            return [Problem.FieldError(pointer: "/base_url", detail: "this tracker has no public address: say where it lives")]
        }
        guard driver.isRemote else { return [Problem.FieldError(pointer: "/base_url", detail: "this tracker has no address")] }
        guard let components = URLComponents(string: baseURL), ["http", "https"].contains(components.scheme?.lowercased()),
            components.host?.isEmpty == false, components.user == nil, components.query == nil, components.fragment == nil
        else { return [Problem.FieldError(pointer: "/base_url", detail: "must be an http(s) URL without user, query and fragment")] }
        guard let objection = await addresses.objection(to: baseURL) else { return [] }
        return [Problem.FieldError(pointer: "/base_url", detail: objection)]
    }

    /// No tracker of today has settings.
    private func settingsProblems(_ settings: JSON) -> [Problem.FieldError] {
        (settings.objectValue ?? [:]).keys.sorted().map {
            Problem.FieldError(pointer: "/settings/\($0)", detail: "is not a setting of this tracker")
        }
    }
}

extension [Problem.FieldError] {
    /// The same errors with pointers below another place.
    func below(_ prefix: String) -> [Problem.FieldError] {
        map { Problem.FieldError(pointer: prefix + $0.pointer, detail: $0.detail) }
    }
}
