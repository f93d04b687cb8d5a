import APIContract
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
        ("flavor", "/flavors/{slug}", "slug"),
        ("ticket", "/tickets/{key}", "key"), ("ticket", "/tickets/{id}", "id"), ("label", "/labels/{name}", "name"),
        ("milestone", "/milestones/{key}", "key"), ("comment", "/comments/{id}", "id"), ("link", "/links/{id}", "id"),
        ("attachment", "/attachments/{id}", "id"), ("operation", "/operations/{id}", "id"),
        ("delivery", "/deliveries/{id}", "id"), ("job", "/jobs/{id}", "id"), ("token", "/tokens/{id}", "id"),
        ("run", "/runs/{run}", "run"),
    ]

    /// The commands that list objects named by ids.
    private static let lists = [
        "token": "tokens list", "job": "jobs list", "operation": "operations list", "delivery": "deliveries list",
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
        do {
            if let slug = try await missingChannel(of: request, by: principal) {
                return try await channel(slug, for: request, by: principal)
            }
            if missing.kind == "ticket" { return Self.ticket(missing, in: request) }
            if let command = Self.lists[missing.kind], request.route?.contains("/subscriptions/") != true {
                missing.advice = "It is named by its id: `ticket-gateway \(command)` lists the ids."
            }
            guard missing.nearest == nil, let name = missing.name, let kind = Self.kind(of: missing, in: request) else {
                return missing
            }
            return try await NameSuggestions(database.reader, for: principal).missing(kind, named: name)
        } catch {
            logger.debug("no similar name could be looked up", metadata: ["error": "\(error)"])
            return missing
        }
    }

    /// The common prefix of the routes of a channel.
    private static let channelRoutes = Endpoint.getChannel.route.path

    /// The channel in the path if there is none with this slug, or if the caller may not use it: services look up an
    /// object together with its channel.
    private func missingChannel(of request: Request, by principal: Principal) async throws -> String? {
        guard request.route?.hasPrefix(Self.channelRoutes) == true, let slug = request.parameters["slug"] else {
            return nil
        }
        guard principal.mayUse(channel: slug) else { return slug }
        return try await ChannelRepository(database.reader).existing(among: [slug]).isEmpty ? slug : nil
    }

    /// The missing channel. If the path has the key of a ticket in its place, and the channel in that of the key, the
    /// message says so.
    private func channel(_ slug: String, for request: Request, by principal: Principal) async throws -> MissingObject {
        var missing = try await NameSuggestions(database.reader, for: principal).missing(.channel, named: slug)
        if let key = request.parameters["key"], principal.mayUse(channel: key),
            try await !ChannelRepository(database.reader).existing(among: [key]).isEmpty
        {
            missing.nearest = nil
            missing.advice = "The channel comes first: did you mean the ticket '\(slug.shortened())' in '\(key)'?"
        }
        return missing
    }

    /// The missing ticket with its channel, and how to find its key.
    private static func ticket(_ missing: MissingObject, in request: Request) -> MissingObject {
        var missing = missing
        guard request.route?.hasPrefix(channelRoutes) == true, let slug = request.parameters["slug"] else {
            missing.advice =
                "This path takes a ticket's id. By its key, it is at /api/v1/channels/{slug}/tickets/{key}."
            return missing
        }
        if let key = missing.name, key.hasPrefix("#"), key.count > 1 { missing.nearest = String(key.dropFirst()) }
        missing.container = "the channel '\(slug)'"
        missing.advice = """
            To find its key, list the channel's tickets: `ticket-gateway tickets list \(slug)`, or \
            GET /api/v1/channels/\(slug)/tickets.
            """
        return missing
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
        case "flavor": .flavor
        case "label": request.parameters["slug"].map { .label(channel: $0) }
        default: nil
        }
    }
}
