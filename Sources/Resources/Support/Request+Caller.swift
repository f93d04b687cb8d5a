package import HTTPKit
import HTTPTypes
package import Models
import Primitives
package import ServiceKit
import TrackerKit

/// Where authentication leaves the caller.
package enum PrincipalKey: RequestKey {
    /// The caller.
    package typealias Value = Principal
}

extension HTTPField.Name {
    /// The user to write as.
    static let ticketActor = HTTPField.Name("Ticket-Actor")
}

extension Request {
    /// The longest name in `Ticket-Actor`.
    private static let maximumActorLength = 255

    /// Who calls; nil where a route asks for no credentials.
    package var principal: Principal? {
        get { self[PrincipalKey.self] }
        set { self[PrincipalKey.self] = newValue }
    }

    /// What services are told about the call.
    /// - Throws: 401 when nobody is known to call, 422 for an unusable `Ticket-Actor`.
    package var context: CallContext {
        get throws {
            guard let principal else { throw Failure(.unauthorized, detail: "Credentials are required.") }
            return CallContext(principal: principal, requestID: id, actor: try actor)
        }
    }

    private var actor: String? {
        get throws {
            guard let name = HTTPField.Name.ticketActor, headers.contains(name), let value = headers[name] else {
                return nil
            }
            let isVisible = value.utf8.allSatisfy { (0x21...0x7e).contains($0) }
            guard !value.isEmpty, value.utf8.count <= Self.maximumActorLength, isVisible else {
                throw ServiceError.invalid(
                    "Ticket-Actor", "must be 1 to \(Self.maximumActorLength) visible ASCII characters")
            }
            // The audit log and events would show somebody who did not do it.
            guard !ReservedAuthor.hasReservedPrefix(value) else {
                throw ServiceError.invalid(
                    "Ticket-Actor", "must not begin with \(ReservedAuthor.prefixes.joined(separator: ", "))")
            }
            return value
        }
    }

    /// The value of a path's parameter.
    /// - Throws: 404 when the route has none of that name.
    package func parameter(_ name: String) throws -> String {
        guard let value = parameters[name] else { throw Problem.notFound }
        return value
    }

    /// The value of a path's parameter that is a slug.
    /// - Throws: 404 when it can't be one.
    package func slug(_ name: String = "slug", of what: String) throws -> String {
        let value = try parameter(name)
        guard Slug.isValid(value) else { throw ServiceError.notFound(what) }
        return value
    }
}
