package import HTTPKit
import HTTPTypes
package import Models
import Primitives
package import ServiceKit
import TrackerKit

/// The request's storage key for the authenticated caller.
package enum PrincipalKey: RequestKey {
    package typealias Value = Principal
}

extension HTTPField.Name {
    /// The user on whose behalf the caller writes.
    static let ticketActor = HTTPField.Name("Ticket-Actor")
}

extension Request {
    /// The maximum length of `Ticket-Actor` in bytes.
    private static let maximumActorLength = 255

    /// The authenticated caller; nil on routes that require no credentials.
    package var principal: Principal? {
        get { self[PrincipalKey.self] }
        set { self[PrincipalKey.self] = newValue }
    }

    /// The call's context for services.
    /// - Throws: 401 without an authenticated caller, 422 for an invalid `Ticket-Actor`.
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
            // Such a name would let the caller appear as somebody else in the audit log and events.
            guard !ReservedAuthor.hasReservedPrefix(value) else {
                throw ServiceError.invalid(
                    "Ticket-Actor", "must not begin with \(ReservedAuthor.prefixes.joined(separator: ", "))")
            }
            return value
        }
    }

    /// The value of a path parameter.
    /// - Throws: 404 if the route has no such parameter.
    package func parameter(_ name: String) throws -> String {
        guard let value = parameters[name] else { throw Problem.notFound }
        return value
    }

    /// The value of a path parameter that is a slug.
    /// - Throws: 404 if it is not a valid slug.
    package func slug(_ name: String = "slug", of what: String) throws -> String {
        let value = try parameter(name)
        guard Slug.isValid(value) else { throw ServiceError.notFound(MissingObject(what, named: value)) }
        return value
    }
}
