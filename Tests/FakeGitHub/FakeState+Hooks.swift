import FakeTrackerKit
import HTTPKit
import HTTPTypes
import Primitives

/// A repository's webhooks, which are visible only to administrators.
extension FakeState {
    func listHooks(_ call: FakeCall) throws(FakeFailure) -> Response {
        let repository = try repository(call)
        try require(.admin, call, in: repository, else: .notFound)
        return page(of: repository.hooks.sorted { $0.key < $1.key }, call, repository: repository) { $0.value }
    }

    mutating func createHook(_ call: FakeCall) throws(FakeFailure) -> Response {
        let repository = try repository(call)
        try require(.admin, call, in: repository, else: .notFound)
        guard let config = call.body["config"]?.objectValue, let url = config["url"]?.stringValue else {
            throw .invalid("Hook", "url", code: "missing_field")
        }
        guard !repository.hooks.values.contains(where: { $0["config"]?["url"]?.stringValue == url }) else {
            throw .invalid("Hook", "", code: "custom", message: "Hook already exists on this repository")
        }
        let id = newID(), api = "\(call.base)/repos/\(repository.fullName)/hooks/\(id)"
        var shown = config
        if shown["secret"] != nil { shown["secret"] = "********" }
        let hook: JSON = [
            "type": "Repository", "id": .integer(id), "name": "web",
            "active": .bool(call.body["active"]?.boolValue ?? true),
            "events": call.body["events"] ?? ["push"], "config": .object(shown), "created_at": JSON(call.now),
            "updated_at": JSON(call.now),
            "url": .string(api), "test_url": .string(api + "/test"), "ping_url": .string(api + "/pings"),
            "deliveries_url": .string(api + "/deliveries"),
            "last_response": ["code": .null, "status": "unused", "message": .null],
        ]
        repositories[repository.id]?.hooks[id] = hook
        return .object(hook, status: .created)
    }

    func getHook(_ call: FakeCall) throws(FakeFailure) -> Response {
        let repository = try repository(call)
        try require(.admin, call, in: repository, else: .notFound)
        guard let hook = repository.hooks[try call.number(2)] else { throw .notFound }
        return .object(hook)
    }

    mutating func deleteHook(_ call: FakeCall) throws(FakeFailure) -> Response {
        let repository = try repository(call)
        try require(.admin, call, in: repository, else: .notFound)
        guard repositories[repository.id]?.hooks.removeValue(forKey: try call.number(2)) != nil else { throw .notFound }
        return .noContent
    }
}
