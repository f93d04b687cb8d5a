import HTTPKit
import Logging
import Models
import Postgres
import Primitives
import Repositories
import Resources
import ServiceKit

/// Adds to a 404 the name in the path that does not exist, and the existing name that was most likely meant.
struct MissingNames: Sendable {
    let database: PostgresClient
    let logger: Logger

    /// The kinds of objects that paths name, each with the part of the path that names it.
    private static let pathParameters: [(kind: String, path: String, parameter: String)] = [
        ("channel", "/channels/{slug}", "slug"), ("connection", "/connections/{slug}", "slug"),
        ("client", "/clients/{slug}", "slug"), ("rule", "/rules/{slug}", "slug"),
        ("subscription", "/subscriptions/{slug}", "slug"), ("template", "/templates/{slug}", "slug"),
        ("ticket", "/tickets/{key}", "key"), ("label", "/labels/{name}", "name"),
        ("milestone", "/milestones/{key}", "key"),
    ]

    /// The handler, with the names in its errors completed.
    func naming(_ handler: @escaping Handler) -> Handler {
        { request in
            do {
                return try await handler(request)
            } catch ServiceError.notFound(let missing) {
                guard let principal = request.principal else { throw ServiceError.notFound(missing) }
                throw ServiceError.notFound(await named(missing, for: request, by: principal))
            }
        }
    }

    /// The missing object with its name from the request's path, and a similar name that the caller may see. Without
    /// them if the database fails meanwhile, since the object is missing in either case.
    func named(_ missing: MissingObject, for request: Request, by principal: Principal) async -> MissingObject {
        var missing = missing
        if missing.name == nil, let route = request.route,
            let match = Self.pathParameters.first(where: { $0.kind == missing.kind && route.contains($0.path) })
        {
            missing.name = request.parameters[match.parameter]
        }
        guard missing.nearest == nil, let name = missing.name, let kind = Self.kind(of: missing, in: request) else {
            return missing
        }
        do {
            return try await NameSuggestions(database.reader, for: principal).missing(kind, named: name)
        } catch {
            logger.debug("no similar name could be looked up", metadata: ["error": "\(error)"])
            return missing
        }
    }

    /// The names among which similar ones are suggested; nil for keys and identifiers, which are not mistyped names.
    private static func kind(of missing: MissingObject, in request: Request) -> NameRepository.Kind? {
        switch missing.kind {
        case "channel": .channel
        case "connection": .connection
        case "client": .client
        case "rule": .rule
        case "subscription": .subscription
        case "template": .template
        case "label": request.parameters["slug"].map { .label(channel: $0) }
        default: nil
        }
    }
}
