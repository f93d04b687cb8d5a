import FakeTrackerKit
import HTTPKit
import HTTPTypes
import Primitives

extension FakeState {
    func ownAccount(_ call: FakeCall) throws(FakeFailure) -> Response {
        guard let account = call.account else { throw .unauthorized }
        return .object(full(account, call))
    }

    /// Lists accounts by login, by exact email address (others see only public ones) and, for administrators, by
    /// identity.
    func listAccounts(_ call: FakeCall) throws(FakeFailure) -> Response {
        guard let caller = call.account else { throw .forbidden }
        var found = accounts.values.sorted { $0.id < $1.id }
        if let username = call.query["username"] {
            found = found.filter { $0.username.lowercased() == username.lowercased() }
        }
        if let text = call.query["search"]?.lowercased() {
            found = found.filter { account in
                [account.email, account.publicEmail].contains { $0?.lowercased() == text }
                    || (!text.contains("@")
                        && (account.username.lowercased().contains(text) || account.name.lowercased().contains(text)))
            }
        }
        if let uid = call.query["extern_uid"], let provider = call.query["provider"] {
            guard caller.isAdmin else { throw .forbidden }
            found = found.filter { $0.identities[provider] == uid }
        }
        return try page(of: found, call) { caller.isAdmin ? full($0, call) : short($0, call) }
    }

    /// The caller's projects, by id. With keyset pagination, the link contains the last id instead of a page number.
    func listProjects(_ call: FakeCall) throws(FakeFailure) -> Response {
        guard let account = call.account else { throw .unauthorized }
        let own = projects.values.filter { $0.members[account.id] != nil || $0.groupMembers[account.id] != nil }.sorted
        { $0.id < $1.id }
        guard call.query["pagination"] == "keyset" else { return try page(of: own, call) { render($0, call) } }
        let after = call.query["id_after"].flatMap { Int64($0) } ?? 0, size = Int(call.query["per_page"] ?? "") ?? 20
        let bound = call.query["id_before"].flatMap { Int64($0) } ?? .max
        let rest = own.filter { after < $0.id && $0.id < bound }
        var response = Response.object(.array(rest.prefix(size).map { render($0, call) }))
        if rest.count > size {
            let others = call.query.items.filter { $0.name != "id_after" }.map {
                "\($0.name)=\($0.value.percentEncoded)"
            }
            let query = (others + ["id_after=\(rest[size - 1].id)"]).joined(separator: "&")
            response.headers[.link] = "<\(call.base)/projects?\(query)>; rel=\"next\""
        }
        return response
    }

    func listMembers(_ call: FakeCall, all: Bool) throws(FakeFailure) -> Response {
        let project = try project(call)
        try require(Access.guest, call, in: project)
        let levels = all ? project.groupMembers.merging(project.members) { max($0, $1) } : project.members
        return try page(of: levels.sorted { $0.key < $1.key }, call) { row in
            accounts[row.key].map { member($0, level: row.value, call) } ?? .null
        }
    }

    func getMember(_ call: FakeCall) throws(FakeFailure) -> Response {
        let project = try project(call)
        let id = try call.id(1, "Member")
        guard let account = accounts[id], let level = project.members[id] else { throw .notFound("Not found") }
        return .object(member(account, level: level, call))
    }

    mutating func addMember(_ call: FakeCall) throws(FakeFailure) -> Response {
        let project = try project(call)
        try require(Access.maintainer, call, in: project)
        guard let id = call.number("user_id") else {
            throw .parameter("user_id, username are missing, exactly one parameter must be provided")
        }
        guard let account = accounts[id] else { throw .notFound("User") }
        guard project.members[id] == nil else { throw .message(409, "Member already exists") }
        return .object(member(account, level: try setLevel(of: id, call, in: project), call), status: .created)
    }

    mutating func updateMember(_ call: FakeCall) throws(FakeFailure) -> Response {
        let project = try project(call)
        try require(Access.maintainer, call, in: project)
        let id = try call.id(1, "Member")
        guard let account = accounts[id], project.members[id] != nil else { throw .notFound("Member") }
        return .object(member(account, level: try setLevel(of: id, call, in: project), call))
    }

    private mutating func setLevel(of id: Int64, _ call: FakeCall, in project: Project) throws(FakeFailure) -> Int64 {
        guard let level = call.number("access_level") else { throw .parameter("access_level is missing") }
        guard Access.all.contains(level) else { throw .parameter("access_level does not have a valid value") }
        projects[project.id]?.members[id] = level
        return level
    }

    mutating func removeMember(_ call: FakeCall) throws(FakeFailure) -> Response {
        let project = try project(call)
        try require(Access.maintainer, call, in: project)
        let id = try call.id(1, "Member")
        guard project.members[id] != nil else { throw .notFound("Member") }
        projects[project.id]?.members[id] = nil
        return .noContent
    }
}
