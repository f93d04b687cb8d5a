import FakeTrackerKit
import HTTPKit
import Primitives

extension FakeState {
    mutating func createWebhook(_ call: FakeCall) throws(FakeFailure) -> Response {
        guard let model = call.string("idModel"), model.isObjectID else { throw .invalid("idModel") }
        guard let url = call.string("callbackURL"), url.hasPrefix("http") else { throw .invalid("callbackURL") }
        _ = try board(model, call)
        let isThere = webhooks.values.contains {
            $0.token == call.token && $0.idModel == model && $0.callbackURL == url
        }
        if isThere { throw FakeFailure(400, "A webhook with that callback, model, and token already exists") }
        let status = head(url)
        guard status == 200 else {
            throw FakeFailure(400, "URL (\(url)) did not return 200 status code, got \(status)")
        }
        let webhook = FakeWebhook(
            id: newID(call.now), token: call.token, idModel: model, callbackURL: url,
            description: call.string("description") ?? "",
            active: try call.bool("active") ?? true)
        webhooks[webhook.id] = webhook
        return .object(webhook.json)
    }

    func webhook(_ call: FakeCall) throws(FakeFailure) -> FakeWebhook {
        guard call[0].isObjectID else { throw .invalidID }
        guard let webhook = webhooks[call[0]], webhook.token == call.token else { throw .notFound }
        return webhook
    }

    mutating func deleteWebhook(_ call: FakeCall) throws(FakeFailure) -> Response {
        webhooks[try webhook(call).id] = nil
        return .object(["_value": .null])
    }

    func listTokens(_ call: FakeCall) throws(FakeFailure) -> Response {
        let account = try account(call[0], call)
        let own = tokens.filter { $0.value == account.id }.keys
        let list = own.sorted().map { token -> JSON in
            let hooks = webhooks.values.filter { $0.token == token }.map(\.json)
            return [
                "id": "5e679ea23b9ddc07a50b3dcc", "identifier": "Server Token", "idMember": .string(account.id),
                "webhooks": .array(hooks),
                "permissions": .array(
                    ["Board", "Organization"].map {
                        [
                            "idModel": "*", "modelType": $0, "read": true,
                            "write": .bool(!readOnlyTokens.contains(token)),
                        ]
                    }),
            ]
        }
        return .object(.array(list))
    }
}
