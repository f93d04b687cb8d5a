import FakeTrackerKit
import HTTPKit
import HTTPTypes
import Primitives

/// Routes calls by their paths.
struct FakeRouter: Sendable {
    typealias Action = @Sendable (inout FakeState, FakeCall) throws(FakeFailure) -> Response

    private var routes = FakeRoutes<Action>()
    private let isSentry: Bool

    private init(isSentry: Bool) { self.isSentry = isSentry }

    private mutating func on(_ method: HTTPRequest.Method, _ path: String, perform action: @escaping Action) {
        routes.on(method, "/api/0" + path, perform: action)
    }

    func respond(to call: FakeCall, _ state: inout FakeState) throws(FakeFailure) -> Response {
        var call = call
        let isRead = call.method == .get || call.method == .head
        guard call.endsInSlash else { throw isSentry ? .notFound(true) : isRead ? .shell : .forged }
        guard let (action, parameters) = routes.find(call.method, call.segments) else {
            if routes.isKnown(call.segments) { throw .methodNotAllowed }
            throw isSentry ? .notFound(true) : isRead ? .serverError : .forged
        }
        call.parameters = parameters
        if call.body.isMalformed { throw .detail(400, "Cannot parse request body") }
        return try action(&state, call)
    }

    /// The routes that GlitchTip and Sentry have in common.
    private static func common(isSentry: Bool) -> FakeRouter {
        var router = FakeRouter(isSentry: isSentry)
        router.on(.get, "/organizations/") { (state, call) throws(FakeFailure) in try state.listOrganizations(call) }
        router.on(.get, "/organizations/*/") { (state, call) throws(FakeFailure) in try state.showOrganization(call) }
        router.on(.get, "/organizations/*/projects/") { (state, call) throws(FakeFailure) in
            try state.listProjects(of: call[0], call)
        }
        router.on(.get, "/projects/") { (state, call) throws(FakeFailure) in try state.listProjects(of: nil, call) }
        router.on(.get, "/projects/*/*/") { (state, call) throws(FakeFailure) in try state.showProject(call) }
        router.on(.get, "/projects/*/*/keys/") { (state, call) throws(FakeFailure) in try state.listKeys(call) }
        router.on(.get, "/projects/*/*/issues/") { (state, call) throws(FakeFailure) in try state.listIssues(call) }
        router.on(.put, "/organizations/*/issues/") { (state, call) throws(FakeFailure) in try state.changeIssues(call)
        }
        router.on(.put, "/projects/*/*/issues/") { (state, call) throws(FakeFailure) in try state.changeIssues(call) }
        return router
    }

    /// Adds all routes of a single issue below a path.
    private mutating func addIssue(_ place: String, first: Int) {
        on(.get, place) { (state, call) throws(FakeFailure) in try state.showIssue(call[first], call) }
        on(.put, place) { (state, call) throws(FakeFailure) in try state.changeIssue(call[first], call) }
        on(.delete, place) { (state, call) throws(FakeFailure) in try state.deleteIssue(call[first], call) }
        on(.get, place + "events/latest/") { (state, call) throws(FakeFailure) in
            try state.showLatestEvent(call[first], call)
        }
        on(.get, place + "events/") { (state, call) throws(FakeFailure) in try state.listEvents(call[first], call) }
        on(.get, place + "comments/") { (state, call) throws(FakeFailure) in try state.listComments(call[first], call) }
        on(.post, place + "comments/") { (state, call) throws(FakeFailure) in try state.addComment(call[first], call) }
        on(.put, place + "comments/*/") { (state, call) throws(FakeFailure) in
            try state.changeComment(call[first + 1], on: call[first], call)
        }
        on(.delete, place + "comments/*/") { (state, call) throws(FakeFailure) in
            try state.deleteComment(call[first + 1], on: call[first], call)
        }
    }

    static let glitchTip: FakeRouter = {
        var router = common(isSentry: false)
        router.addIssue("/issues/*/", first: 0)
        router.on(.get, "/") { (state, call) throws(FakeFailure) in state.showRoot() }
        router.on(.put, "/organizations/*/issues/*/") { (state, call) throws(FakeFailure) in
            try state.changeIssue(call[1], call)
        }
        router.on(.get, "/projects/*/*/alerts/") { (state, call) throws(FakeFailure) in try state.listAlerts(call) }
        router.on(.post, "/projects/*/*/alerts/") { (state, call) throws(FakeFailure) in try state.addAlert(call) }
        router.on(.delete, "/projects/*/*/alerts/*/") { (state, call) throws(FakeFailure) in try state.deleteAlert(call)
        }
        return router
    }()

    static let sentry: FakeRouter = {
        var router = common(isSentry: true)
        router.addIssue("/organizations/*/issues/*/", first: 1)
        router.on(.get, "/") { (state, call) throws(FakeFailure) in state.showRoot() }
        router.on(.get, "/users/me/regions/") { (state, call) throws(FakeFailure) in
            .object(["regions": [["name": "us", "url": .string(call.base)]]])
        }
        router.on(.get, "/organizations/*/shortids/*/") { (state, call) throws(FakeFailure) in
            try state.resolveShortID(call)
        }
        router.on(.get, "/organizations/*/eventids/*/") { (state, call) throws(FakeFailure) in
            try state.resolveEventID(call)
        }
        router.on(.get, "/projects/*/*/members/") { (state, call) throws(FakeFailure) in try state.listMembers(call) }
        return router
    }()
}
