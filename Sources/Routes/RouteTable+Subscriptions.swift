import HTTPKit
import Models
package import Resources

extension RouteTable {
    /// Adds the routes of outgoing webhooks.
    package mutating func add(_ resources: SubscriptionResources) {
        let path = "/api/v1/subscriptions"
        get(path, scope: .rulesAdmin, resources.subscriptions.list)
        post(path, scope: .rulesAdmin, resources.subscriptions.create)
        get(path + "/{slug}", scope: .rulesAdmin, resources.subscriptions.get)
        patch(path + "/{slug}", scope: .rulesAdmin, resources.subscriptions.update)
        delete(path + "/{slug}", scope: .rulesAdmin, resources.subscriptions.delete)
        post(path + "/{slug}/secret", scope: .rulesAdmin, resources.subscriptions.rotate)
        post(path + "/{slug}/test", scope: .rulesAdmin, resources.deliveries.test)
        get(path + "/{slug}/deliveries", scope: .rulesAdmin, resources.deliveries.list)
        post(path + "/{slug}/deliveries/replay", scope: .rulesAdmin, resources.deliveries.replayRange)
        get(path + "/{slug}/deliveries/{id}", scope: .rulesAdmin, resources.deliveries.get)
        post(path + "/{slug}/deliveries/{id}/replay", scope: .rulesAdmin, resources.deliveries.replay)
    }
}
