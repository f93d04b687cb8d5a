import FakeTrackerKit
import HTTPKit
import HTTPTypes
import Primitives

extension FakeState {
    func ownAccount(_ call: FakeCall) throws(FakeFailure) -> Response {
        guard let account = call.account, call.installation == nil else { throw .needsLogin }
        var response = Response.object(full(account, call))
        response.headers[HTTPField.Name("X-OAuth-Scopes")!] = "repo, user:email"
        return response
    }

    func accountByID(_ call: FakeCall) throws(FakeFailure) -> Response {
        guard let account = accounts[try call.number(0)] else { throw .notFound }
        return .object(full(account, call))
    }

    func accountByLogin(_ call: FakeCall) throws(FakeFailure) -> Response {
        guard let account = account(call[0]) else { throw .notFound }
        return .object(full(account, call))
    }

    /// Supports searches for `WORD in:email` and for a login.
    func searchAccounts(_ call: FakeCall) throws(FakeFailure) -> Response {
        let words = (call.query["q"] ?? "").split(separator: " ").map { $0.lowercased() }
        guard let wanted = words.first(where: { !$0.contains(":") }) else {
            throw .invalid("Search", "q", code: "missing")
        }
        let hits = accounts.values.sorted { $0.id < $1.id }.filter { account in
            words.contains("in:email")
                ? account.email?.lowercased().contains(wanted) ?? false : account.login.lowercased().contains(wanted)
        }
        let wrap = { (rows: [JSON]) -> JSON in
            ["total_count": JSON(hits.count), "incomplete_results": false, "items": .array(rows)]
        }
        return page(of: hits, call, wrap: wrap) { short($0, call).adding(["score": 1]) }
    }

    func listOwnRepositories(_ call: FakeCall) throws(FakeFailure) -> Response {
        guard let account = call.account else { throw .needsLogin }
        let own = repositories.values.filter {
            $0.owner.id == account.id || $0.roles[account.login.lowercased()] != nil
        }
        return page(of: own.sorted { $0.fullName < $1.fullName }, call) { full($0, call) }
    }

    func listInstallationRepositories(_ call: FakeCall) throws(FakeFailure) -> Response {
        guard call.installation != nil else { throw .needsLogin }
        let all = repositories.values.sorted { $0.id < $1.id }
        let wrap = { (rows: [JSON]) -> JSON in ["total_count": JSON(all.count), "repositories": .array(rows)] }
        return page(of: all, call, wrap: wrap) { full($0, call) }
    }

    /// The remaining calls in the current hour.
    func rateLimit(_ call: FakeCall) -> Response {
        let used = usage[call.credential]?.used ?? 0
        let reset = (usage[call.credential]?.hourBegan ?? call.now) + .seconds(3600)
        let core: JSON = [
            "limit": JSON(hourlyLimit), "used": JSON(used), "remaining": JSON(hourlyLimit - used),
            "reset": .integer(reset.seconds),
        ]
        return .object(["resources": ["core": core, "search": core, "graphql": core], "rate": core])
    }
}
