import FakeTrackerKit
import HTTPTypes

extension FakeRouter {
    /// The complete route table.
    static let gitHub: FakeRouter = {
        var router = FakeRouter()
        router.addAccounts()
        router.addIssues()
        router.addComments()
        router.addLabels()
        router.addMilestones()
        router.addCollaborators()
        router.addHooks()
        return router
    }()

    private mutating func addAccounts() {
        on(.get, "/user") { state, call throws(FakeFailure) in try state.ownAccount(call) }
        on(.get, "/user/repos") { state, call throws(FakeFailure) in try state.listOwnRepositories(call) }
        on(.get, "/user/*") { state, call throws(FakeFailure) in try state.accountByID(call) }
        on(.get, "/users/*") { state, call throws(FakeFailure) in try state.accountByLogin(call) }
        on(.get, "/search/users") { state, call throws(FakeFailure) in try state.searchAccounts(call) }
        on(.get, "/rate_limit") { state, call throws(FakeFailure) in state.rateLimit(call) }
        on(.get, "/repos/*/*") { state, call throws(FakeFailure) in
            .object(state.full(try state.repository(call), call))
        }
        on(.get, "/repos/*/*/contents/**") { state, call throws(FakeFailure) in try state.contents(call) }
        on(.get, "/installation/repositories") { state, call throws(FakeFailure) in
            try state.listInstallationRepositories(call)
        }
        on(.get, "/app/installations/*") { state, call throws(FakeFailure) in try state.installation(call) }
        on(.post, "/app/installations/*/access_tokens") { state, call throws(FakeFailure) in
            try state.makeInstallationToken(call)
        }
        on(.post, "/graphql") { state, call throws(FakeFailure) in try state.graphQL(call) }
        on(.post, "/api/graphql") { state, call throws(FakeFailure) in try state.graphQL(call) }
    }

    private mutating func addIssues() {
        on(.get, "/repos/*/*/issues") { state, call throws(FakeFailure) in try state.listIssues(call) }
        on(.post, "/repos/*/*/issues") { state, call throws(FakeFailure) in try state.createIssue(call) }
        on(.get, "/repos/*/*/issues/*") { state, call throws(FakeFailure) in try state.getIssue(call) }
        on(.patch, "/repos/*/*/issues/*") { state, call throws(FakeFailure) in try state.updateIssue(call) }
        on(.put, "/repos/*/*/issues/*/lock") { state, call throws(FakeFailure) in try state.setLock(true, call) }
        on(.delete, "/repos/*/*/issues/*/lock") { state, call throws(FakeFailure) in try state.setLock(false, call) }
        on(.get, "/repos/*/*/issues/*/labels") { state, call throws(FakeFailure) in try state.listIssueLabels(call) }
        on(.post, "/repos/*/*/issues/*/labels") { state, call throws(FakeFailure) in try state.addIssueLabels(call) }
        on(.put, "/repos/*/*/issues/*/labels") { state, call throws(FakeFailure) in try state.replaceIssueLabels(call) }
        on(.delete, "/repos/*/*/issues/*/labels") { state, call throws(FakeFailure) in try state.clearIssueLabels(call)
        }
        on(.delete, "/repos/*/*/issues/*/labels/**") { state, call throws(FakeFailure) in
            try state.removeIssueLabel(call)
        }
        on(.post, "/repos/*/*/issues/*/assignees") { state, call throws(FakeFailure) in
            try state.changeAssignees(call, adding: true)
        }
        on(.delete, "/repos/*/*/issues/*/assignees") { state, call throws(FakeFailure) in
            try state.changeAssignees(call, adding: false)
        }
        on(.get, "/repos/*/*/issues/*/sub_issues") { state, call throws(FakeFailure) in try state.listSubIssues(call) }
        on(.post, "/repos/*/*/issues/*/sub_issues") { state, call throws(FakeFailure) in try state.addSubIssue(call) }
        on(.delete, "/repos/*/*/issues/*/sub_issue") { state, call throws(FakeFailure) in try state.removeSubIssue(call)
        }
    }

    private mutating func addComments() {
        on(.get, "/repos/*/*/issues/*/comments") { state, call throws(FakeFailure) in try state.listComments(call) }
        on(.post, "/repos/*/*/issues/*/comments") { state, call throws(FakeFailure) in try state.createComment(call) }
        on(.get, "/repos/*/*/issues/comments/*") { state, call throws(FakeFailure) in try state.getComment(call) }
        on(.patch, "/repos/*/*/issues/comments/*") { state, call throws(FakeFailure) in try state.updateComment(call) }
        on(.delete, "/repos/*/*/issues/comments/*") { state, call throws(FakeFailure) in try state.deleteComment(call) }
    }

    private mutating func addLabels() {
        on(.get, "/repos/*/*/labels") { state, call throws(FakeFailure) in try state.listLabels(call) }
        on(.post, "/repos/*/*/labels") { state, call throws(FakeFailure) in try state.createLabel(call) }
        on(.get, "/repos/*/*/labels/**") { state, call throws(FakeFailure) in try state.getLabel(call) }
        on(.patch, "/repos/*/*/labels/**") { state, call throws(FakeFailure) in try state.updateLabel(call) }
        on(.delete, "/repos/*/*/labels/**") { state, call throws(FakeFailure) in try state.deleteLabel(call) }
    }

    private mutating func addMilestones() {
        on(.get, "/repos/*/*/milestones") { state, call throws(FakeFailure) in try state.listMilestones(call) }
        on(.post, "/repos/*/*/milestones") { state, call throws(FakeFailure) in try state.createMilestone(call) }
        on(.get, "/repos/*/*/milestones/*") { state, call throws(FakeFailure) in try state.getMilestone(call) }
        on(.patch, "/repos/*/*/milestones/*") { state, call throws(FakeFailure) in try state.updateMilestone(call) }
        on(.delete, "/repos/*/*/milestones/*") { state, call throws(FakeFailure) in try state.deleteMilestone(call) }
    }

    private mutating func addHooks() {
        on(.get, "/repos/*/*/hooks") { state, call throws(FakeFailure) in try state.listHooks(call) }
        on(.post, "/repos/*/*/hooks") { state, call throws(FakeFailure) in try state.createHook(call) }
        on(.get, "/repos/*/*/hooks/*") { state, call throws(FakeFailure) in try state.getHook(call) }
        on(.delete, "/repos/*/*/hooks/*") { state, call throws(FakeFailure) in try state.deleteHook(call) }
    }

    private mutating func addCollaborators() {
        on(.get, "/repos/*/*/collaborators") { state, call throws(FakeFailure) in try state.listCollaborators(call) }
        on(.get, "/repos/*/*/collaborators/*") { state, call throws(FakeFailure) in try state.checkCollaborator(call) }
        on(.put, "/repos/*/*/collaborators/*") { state, call throws(FakeFailure) in try state.addCollaborator(call) }
        on(.delete, "/repos/*/*/collaborators/*") { state, call throws(FakeFailure) in
            try state.removeCollaborator(call)
        }
        on(.get, "/repos/*/*/collaborators/*/permission") { state, call throws(FakeFailure) in
            try state.permission(call)
        }
        on(.get, "/repos/*/*/invitations") { state, call throws(FakeFailure) in try state.listInvitations(call) }
        on(.get, "/repos/*/*/assignees") { state, call throws(FakeFailure) in try state.listAssignees(call) }
    }
}
