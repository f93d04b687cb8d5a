import FakeTrackerKit
import HTTPKit
import HTTPTypes
import Primitives

/// Routes calls by their paths.
struct FakeRouter: Sendable {
    typealias Action = @Sendable (inout FakeState, FakeCall) throws(FakeFailure) -> Response

    private var routes = FakeRoutes<Action>()

    private mutating func on(_ method: HTTPRequest.Method, _ path: String, perform action: @escaping Action) {
        routes.on(method, path, perform: action)
    }

    func respond(to call: FakeCall, _ state: inout FakeState) throws(FakeFailure) -> Response {
        guard !call.body.isMalformed else { throw .parameter("Problems parsing JSON") }
        guard let (action, parameters) = routes.find(call.method, call.segments) else {
            throw routes.isKnown(call.segments)
                ? FakeFailure(status: 405, body: ["error": "405 Not Allowed"])
                : FakeFailure(status: 404, body: ["error": "404 Not Found"])
        }
        var call = call
        call.parameters = parameters
        return try action(&state, call)
    }

    /// The complete route table.
    static let gitLab: FakeRouter = {
        var router = FakeRouter()
        router.addAccounts()
        router.addIssues()
        router.addNotes()
        router.addLists()
        return router
    }()

    private mutating func addAccounts() {
        on(.get, "/user") { state, call throws(FakeFailure) in try state.ownAccount(call) }
        on(.get, "/version") { _, call throws(FakeFailure) in
            guard call.account != nil else { throw .unauthorized }
            return .object(["version": "18.6.1-ee", "revision": "fake"])
        }
        on(.get, "/personal_access_tokens/self") { _, call throws(FakeFailure) in
            guard let account = call.account else { throw .unauthorized }
            return .object([
                "id": 1, "name": "token", "active": true, "user_id": .integer(account.id), "scopes": ["api"],
            ])
        }
        on(.get, "/users") { state, call throws(FakeFailure) in try state.listAccounts(call) }
        on(.get, "/users/*") { state, call throws(FakeFailure) in
            guard let account = state.accounts[try call.id(0, "User")] else { throw .notFound("User") }
            return .object(state.full(account, call))
        }
        on(.get, "/projects") { state, call throws(FakeFailure) in try state.listProjects(call) }
        on(.get, "/projects/*") { state, call throws(FakeFailure) in
            .object(state.render(try state.project(call), call))
        }
    }

    private mutating func addIssues() {
        on(.get, "/projects/*/issues") { state, call throws(FakeFailure) in try state.listIssues(call) }
        on(.post, "/projects/*/issues") { state, call throws(FakeFailure) in try state.createIssue(call) }
        on(.get, "/projects/*/issues/*") { state, call throws(FakeFailure) in
            let project = try state.project(call)
            return .object(state.render(try state.issue(call, in: project), in: project, call))
        }
        on(.put, "/projects/*/issues/*") { state, call throws(FakeFailure) in try state.updateIssue(call) }
        on(.delete, "/projects/*/issues/*") { state, call throws(FakeFailure) in try state.deleteIssue(call) }
        on(.post, "/projects/*/issues/*/time_estimate") { state, call throws(FakeFailure) in
            try state.setEstimate(call)
        }
        on(.post, "/projects/*/issues/*/reset_time_estimate") { state, call throws(FakeFailure) in
            try state.setEstimate(call, to: 0)
        }
        on(.post, "/projects/*/issues/*/subscribe") { state, call throws(FakeFailure) in try state.subscribe(true, call)
        }
        on(.post, "/projects/*/issues/*/unsubscribe") { state, call throws(FakeFailure) in
            try state.subscribe(false, call)
        }
    }

    private mutating func addNotes() {
        let issue = "/projects/*/issues/*"
        on(.get, issue + "/discussions") { state, call throws(FakeFailure) in try state.listDiscussions(call) }
        on(.post, issue + "/discussions") { state, call throws(FakeFailure) in
            try state.createNote(call, isIndividual: false)
        }
        on(.get, issue + "/discussions/*") { state, call throws(FakeFailure) in try state.getDiscussion(call) }
        on(.post, issue + "/discussions/*/notes") { state, call throws(FakeFailure) in try state.reply(call) }
        on(.get, issue + "/notes") { state, call throws(FakeFailure) in try state.listNotes(call) }
        on(.post, issue + "/notes") { state, call throws(FakeFailure) in try state.createNote(call, isIndividual: true)
        }
        on(.get, issue + "/notes/*") { state, call throws(FakeFailure) in try state.getNote(call) }
        on(.put, issue + "/notes/*") { state, call throws(FakeFailure) in try state.updateNote(call) }
        on(.delete, issue + "/notes/*") { state, call throws(FakeFailure) in try state.deleteNote(call) }
        on(.post, "/projects/*/uploads") { state, call throws(FakeFailure) in try state.upload(call) }
        on(.get, "/projects/*/uploads/*/*") { state, call throws(FakeFailure) in try state.download(call) }
        on(.delete, "/projects/*/uploads/*/*") { state, call throws(FakeFailure) in try state.deleteUpload(call) }
    }

    private mutating func addLists() {
        on(.get, "/projects/*/labels") { state, call throws(FakeFailure) in try state.listLabels(call) }
        on(.post, "/projects/*/labels") { state, call throws(FakeFailure) in try state.createLabel(call) }
        on(.get, "/projects/*/labels/*") { state, call throws(FakeFailure) in try state.getLabel(call) }
        on(.put, "/projects/*/labels") { state, call throws(FakeFailure) in try state.updateLabel(call) }
        on(.put, "/projects/*/labels/*") { state, call throws(FakeFailure) in try state.updateLabel(call) }
        on(.delete, "/projects/*/labels/*") { state, call throws(FakeFailure) in try state.deleteLabel(call) }
        on(.get, "/projects/*/milestones") { state, call throws(FakeFailure) in try state.listMilestones(call) }
        on(.post, "/projects/*/milestones") { state, call throws(FakeFailure) in try state.createMilestone(call) }
        on(.get, "/projects/*/milestones/*") { state, call throws(FakeFailure) in try state.getMilestone(call) }
        on(.put, "/projects/*/milestones/*") { state, call throws(FakeFailure) in try state.updateMilestone(call) }
        on(.delete, "/projects/*/milestones/*") { state, call throws(FakeFailure) in try state.deleteMilestone(call) }
        on(.get, "/projects/*/members") { state, call throws(FakeFailure) in try state.listMembers(call, all: false) }
        on(.get, "/projects/*/members/all") { state, call throws(FakeFailure) in try state.listMembers(call, all: true)
        }
        on(.get, "/projects/*/members/*") { state, call throws(FakeFailure) in try state.getMember(call) }
        on(.post, "/projects/*/members") { state, call throws(FakeFailure) in try state.addMember(call) }
        on(.put, "/projects/*/members/*") { state, call throws(FakeFailure) in try state.updateMember(call) }
        on(.delete, "/projects/*/members/*") { state, call throws(FakeFailure) in try state.removeMember(call) }
        on(.get, "/projects/*/templates/issues") { state, call throws(FakeFailure) in try state.listIssueTemplates(call)
        }
        on(.get, "/projects/*/templates/issues/*") { state, call throws(FakeFailure) in try state.getIssueTemplate(call)
        }
        on(.get, "/projects/*/hooks") { state, call throws(FakeFailure) in try state.listHooks(call) }
        on(.post, "/projects/*/hooks") { state, call throws(FakeFailure) in try state.createHook(call) }
        on(.get, "/projects/*/hooks/*") { state, call throws(FakeFailure) in try state.getHook(call) }
        on(.delete, "/projects/*/hooks/*") { state, call throws(FakeFailure) in try state.deleteHook(call) }
    }
}
