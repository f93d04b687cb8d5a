import Foundation
import Models
import Primitives
import ServiceKit
import TrackerKit

/// Validates the input for connections.
struct ConnectionValidator: Sendable {
    let registry: TrackerRegistry
    let addresses: any AddressChecking

    /// Throws with every invalid value of a new connection.
    func validate(_ draft: ConnectionDraft) async throws {
        guard let driver = registry[draft.tracker] else {
            let kinds = registry.kinds.map(\.rawValue)
            throw ServiceError.invalid(
                "/tracker", UnknownWord.detail(.string(draft.tracker.rawValue), among: kinds))
        }
        let problems =
            await problems(with: draft.baseURL, driver: driver)
            + driver.declaration.problems(with: draft.credentials).below("/credentials")
            + driver.declaration.problems(withConnectionSettings: draft.settings).below("/settings")
        guard problems.isEmpty else { throw ServiceError.invalid(problems) }
    }

    /// Throws with every invalid value of a patch.
    func validate(_ patch: ConnectionPatch, of present: Connection, becoming connection: Connection) async throws {
        guard let driver = registry[connection.tracker] else { return }
        var problems: [FieldError] = []
        if case .set(let baseURL) = patch.baseURL { problems += await self.problems(with: baseURL, driver: driver) }
        if case .set(let credentials) = patch.credentials {
            problems += driver.declaration.problems(with: credentials).below("/credentials")
        }
        if patch.settings.isSet {
            problems += driver.declaration.problems(withConnectionSettings: connection.settings).below("/settings")
        }
        if present.credentials != nil, !patch.credentials.isSet, !driver.calls(present, at: connection) {
            problems.append(
                FieldError(
                    pointer: "/credentials",
                    detail: "are required with this base_url, because it changes where they are sent"))
        }
        guard problems.isEmpty else { throw ServiceError.invalid(problems) }
    }

    private func problems(with baseURL: String?, driver: any TrackerDriver) async -> [FieldError] {
        guard let baseURL else {
            guard driver.isRemote, driver.defaultBaseURL == nil else { return [] }
            return [FieldError(pointer: "/base_url", detail: "is required: this tracker has no public API")]
        }
        guard driver.isRemote else {
            return [FieldError(pointer: "/base_url", detail: "must be omitted: this tracker has no API")]
        }
        guard let components = URLComponents(string: baseURL),
            ["http", "https"].contains(components.scheme?.lowercased()),
            components.host?.isEmpty == false, components.user == nil, components.query == nil,
            components.fragment == nil
        else {
            return [FieldError(pointer: "/base_url", detail: driver.mismatch(baseURL))]
        }
        guard let objection = await addresses.objection(to: baseURL) else { return [] }
        return [FieldError(pointer: "/base_url", detail: objection)]
    }
}

extension [FieldError] {
    /// The errors with `prefix` before their pointers.
    func below(_ prefix: String) -> [FieldError] {
        map { FieldError(pointer: prefix + $0.pointer, detail: $0.detail) }
    }
}

extension TrackerDriver {
    /// What is wrong with a `base_url`. Suggests a URL for a host without a scheme, with the default URL's path if
    /// it has none.
    fileprivate func mismatch(_ baseURL: String) -> String {
        guard !baseURL.contains("://"), var meant = URLComponents(string: "https://\(baseURL)"),
            meant.host?.contains(".") == true, meant.user == nil, meant.query == nil, meant.fragment == nil
        else {
            return "must be a URL that starts with https:// or http://, without user, query and fragment"
        }
        if ["", "/"].contains(meant.path) {
            meant.path = defaultBaseURL.flatMap { URLComponents(string: $0)?.path } ?? ""
        }
        return "must begin with https:// and be the URL of the API: did you mean \(meant.string ?? "https://")?"
    }

    /// Whether two connections call the same address. `null` is the tracker's public address, and URLs are compared in
    /// normalised form (RFC 3986, section 6.2).
    func calls(_ connection: Connection, at other: Connection) -> Bool {
        Self.normalized(connection.baseURL ?? defaultBaseURL) == Self.normalized(other.baseURL ?? defaultBaseURL)
    }

    private static func normalized(_ url: String?) -> String? {
        guard let url, var components = URLComponents(string: url) else { return url }
        components.scheme = components.scheme?.lowercased()
        components.host = components.host?.lowercased()
        if (components.scheme == "https" && components.port == 443)
            || (components.scheme == "http" && components.port == 80)
        {
            components.port = nil
        }
        while components.path.hasSuffix("/") { components.path.removeLast() }
        return components.string
    }
}
