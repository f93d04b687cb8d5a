import HTTPKit
import HTTPTestSupport
import HTTPTypes
import Primitives
import Synchronization
import Testing

struct RouterTests {
    private func router(_ routes: [(HTTPRequest.Method, String)]) -> Router {
        var router = Router()
        for (method, pattern) in routes {
            router.on(method, pattern) { request in
                let slug = request.parameters["slug"] ?? "-"
                return .text("\(pattern) \(slug) \(request.parameters["rest"] ?? "-")")
            }
        }
        return router
    }

    private func text(_ response: Response) async throws -> String {
        String(decoding: try await response.body.collect(), as: UTF8.self)
    }

    @Test(arguments: [
        ("/", "/ - -"), ("/a", "/a - -"), ("/a/b", "/a/{slug} b -"), ("/a/new", "/a/new - -"),
        ("/a/b%2Fc/d", "/a/{slug}/d b/c -"),
        ("/a/new/d", "/a/{slug}/d new -"), ("/f/x/y%20z", "/f/{rest*} - x/y z"), ("/f/", "/f/{rest*} - "),
        ("/%61", "/a - -"),
    ])
    func `literal segments take precedence over parameters, parameters over the rest`(path: String, expected: String)
        async throws
    {
        let router = router([
            (.get, "/"), (.get, "/a"), (.get, "/a/{slug}"), (.get, "/a/new"), (.get, "/a/{slug}/d"),
            (.get, "/f/{rest*}"),
        ])
        #expect(try await text(await router.respond(to: .test(.get, path))) == expected)
    }

    @Test(arguments: ["/b", "/a/", "/a/b/c/d", "//", "/a/..", "/a/%2e%2e", "/f/../etc/passwd", "/f/%2e%2e/x", "*", "a"])
    func `unmatched paths get 404, dot segments never match`(path: String) async {
        let router = router([(.get, "/"), (.get, "/a"), (.get, "/a/{slug}"), (.get, "/f/{rest*}")])
        #expect(await router.respond(to: .test(.get, path)).status == .notFound)
    }

    @Test(arguments: ["/%", "/%zz", "/a/%00", "/a/%ff%fe", "/%c0%ae"])
    func `a path that can't be decoded is 400 (RFC 3986, section 2.1)`(path: String) async {
        #expect(await router([(.get, "/a/{slug}")]).respond(to: .test(.get, path)).status == .badRequest)
    }

    @Test func `another method is 405 with Allow (RFC 9110, section 15.5.6)`() async {
        let response = await router([(.get, "/a"), (.post, "/a")]).respond(to: .test(.delete, "/a"))
        #expect(response.status == .methodNotAllowed)
        #expect(response.headers[.allow] == "GET, HEAD, OPTIONS, POST")
        #expect(response.headers[.contentType] == Problem.contentType)
    }

    private static let api: [(HTTPRequest.Method, String)] = [
        (.get, "/check"), (.get, "/api/v1/channels"), (.post, "/api/v1/channels"), (.get, "/api/v1/channels/{slug}"),
        (.patch, "/api/v1/channels/{slug}"), (.get, "/api/v1/channels/{slug}/tickets"),
        (.post, "/api/v1/channels/{slug}/tickets"), (.get, "/api/v1/channels/{slug}/tickets/{key}"),
        (.patch, "/api/v1/channels/{slug}/tickets/{key}"), (.delete, "/api/v1/channels/{slug}/tickets/{key}"),
        (.get, "/api/v1/tickets"), (.get, "/api/v1/tickets/{id}"), (.get, "/f/{rest*}"),
    ]

    private func detail(_ method: HTTPRequest.Method, _ path: String) async throws -> String? {
        var router = Router(advice: PathAdvice(prefix: "/api/v1", nouns: ["issues": "tickets"]))
        for (method, pattern) in Self.api { router.on(method, pattern) { _ in .text("") } }
        let response = await router.respond(to: .test(method, path))
        return try JSON(parsing: try await response.body.collect())["detail"]?.stringValue
    }

    @Test(arguments: [
        ("/api/v1/channel/demo", "/api/v1/channels/demo"), ("/tickets", "/api/v1/tickets"),
        ("/api/tickets", "/api/v1/tickets"), ("/v1/tickets", "/api/v1/tickets"), ("/api/v2/tickets", "/api/v1/tickets"),
        ("/api/v1/channels/", "/api/v1/channels, without the slash at the end"),
        ("/api/v1/channels//demo", "/api/v1/channels/demo"), ("/API/v1/Channels", "/api/v1/channels"),
        ("/api/v1/chanels/a%20b/ticket/7", "/api/v1/channels/a%20b/tickets/7"), ("/chekc", "/check"),
        ("/api/v1/channels/demo/issues", "/api/v1/channels/demo/tickets"),
    ])
    func `a path without a route leads to the one that was meant`(path: String, meant: String) async throws {
        #expect(try await detail(.get, path) == "There is no resource at this path. Did you mean \(meant)?")
    }

    @Test(arguments: [
        "/nonsense", "//", "/api/v1/channels/..", "/api/v1/./channels", "/api/v1/channels/demo/tickets/1/2/3",
        "/" + String(repeating: "channel/", count: 30),
    ])
    func `a path that resembles none is only refused`(path: String) async throws {
        #expect(try await detail(.get, path)?.hasSuffix("/apidocs/ shows all of them.") == true)
    }

    @Test func `a resource that does not exist is named with those that do`() async throws {
        let expected = "There is no resource 'boards'. The resources are channels, tickets; /apidocs/ describes them."
        #expect(try await detail(.get, "/api/v1/boards/7") == expected)
    }

    @Test(
        arguments: [
            (.delete, "/api/v1/channels/demo/tickets", "DELETE /api/v1/channels/demo/tickets/{key}"),
            (.post, "/api/v1/tickets", "POST /api/v1/channels/{slug}/tickets"),
            (.post, "/api/v1/channels/demo/tickets/7", "POST /api/v1/channels/demo/tickets"),
            (.put, "/api/v1/channels/demo/tickets/7", "PATCH /api/v1/channels/demo/tickets/7"),
            (.patch, "/api/v1/tickets/7", "PATCH /api/v1/channels/{slug}/tickets/{key}"),
        ] as [(HTTPRequest.Method, String, String)])
    func `a method that a path does not allow leads to a path that does`(
        method: HTTPRequest.Method, path: String, meant: String
    ) async throws {
        let text = try await detail(method, path)
        #expect(text?.hasPrefix("This path does not allow \(method.rawValue), only ") == true)
        #expect(text?.hasSuffix(". Did you mean \(meant)?") == true, "\(text ?? "")")
    }

    @Test func `a method that no path allows gets no suggestion`() async throws {
        #expect(try await detail(.delete, "/check") == "This path does not allow DELETE, only GET, HEAD, OPTIONS.")
    }

    @Test func `OPTIONS returns Allow, also for the whole server (RFC 9110, section 9.3.7)`() async {
        let router = router([(.get, "/a")])
        let response = await router.respond(to: .test(.options, "/a"))
        #expect(response.status == .noContent)
        #expect(response.headers[.allow] == "GET, HEAD, OPTIONS")
        #expect(await router.respond(to: .test(.options, "*")).status == .noContent)
    }

    @Test func `HEAD falls back to GET (RFC 9110, section 9.3.2)`() async {
        #expect(await router([(.get, "/a")]).respond(to: .test(.head, "/a")).status == .ok)
        #expect(await router([(.post, "/a")]).respond(to: .test(.head, "/a")).status == .methodNotAllowed)
    }

    @Test func `the response carries the route's pattern`() async {
        let router = router([(.get, "/a/{slug}")])
        #expect(await router.respond(to: .test(.get, "/a/1")).route == "/a/{slug}")
        #expect(await router.respond(to: .test(.delete, "/a/1")).route == "/a/{slug}")
        #expect(await router.respond(to: .test(.get, "/b")).route == nil)
    }

    @Test func `the table of routes is in the order of their addition`() {
        let router = router([(.post, "/b"), (.get, "/a")])
        #expect(
            router.routes == [
                RouteDescription(method: .post, pattern: "/b"), RouteDescription(method: .get, pattern: "/a"),
            ])
    }

    @Test func `an error with a problem is converted to it`() async throws {
        var router = Router()
        router.on(.get, "/") { _ in throw Problem(.slugTaken, headers: [.retryAfter: "3"]) }
        let response = await router.respond(to: .test(id: "r1"))
        #expect(response.status == .conflict)
        #expect(response.headers[.retryAfter] == "3")
        let json = try JSON(parsing: try await response.body.collect())
        #expect(json["code"]?.stringValue == "slug_taken")
        #expect(json["request_id"]?.stringValue == "r1")
    }

    @Test func `an unexpected error is a 500 without details, and is passed to the hook`() async throws {
        struct Secret: Error { let password = "hunter2" }
        let seen = Mutex<[String]>([])
        var router = Router(onError: { error, request in seen.withLock { $0.append("\(type(of: error)) \(request.id)") }
        })
        router.on(.get, "/") { _ in throw Secret() }
        let response = await router.respond(to: .test(id: "r2"))
        #expect(response.status == .internalServerError)
        #expect(try await text(response).contains("hunter2") == false)
        #expect(seen.withLock { $0 } == ["Secret r2"])
    }

    @Test func `middleware wraps routes, 404 and 405 alike, the first outermost`() async {
        struct Tag: Middleware {
            let name: String
            func respond(to request: Request, next: Handler) async throws -> Response {
                var response: Response
                do { response = try await next(request) } catch let problem as Problem {
                    response = problem.response(requestID: nil, timestamp: request.receivedAt)
                }
                response.headers[.server] = (response.headers[.server] ?? "") + name + (request.route ?? "")
                return response
            }
        }
        var router = Router(middleware: [Tag(name: "a"), Tag(name: "b")])
        router.on(.get, "/x") { _ in .noContent }
        #expect(await router.respond(to: .test(.get, "/x")).headers[.server] == "b/xa/x")
        #expect(await router.respond(to: .test(.get, "/y")).headers[.server] == "ba")
        #expect(await router.respond(to: .test(.put, "/x")).headers[.server] == "b/xa/x")
    }
}
