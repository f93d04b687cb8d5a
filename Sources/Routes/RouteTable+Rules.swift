import HTTPKit
import Models
package import Resources

extension RouteTable {
    /// Adds the routes of rules.
    package mutating func add(_ rules: RuleResource, _ runs: RuleRunResource) {
        get("/api/v1/rules", scope: .rulesAdmin, rules.list)
        post("/api/v1/rules", scope: .rulesAdmin, rules.create)
        get("/api/v1/rules/{slug}", scope: .rulesAdmin, rules.get)
        patch("/api/v1/rules/{slug}", scope: .rulesAdmin, rules.update)
        delete("/api/v1/rules/{slug}", scope: .rulesAdmin, rules.delete)
        post("/api/v1/rules/{slug}/test", scope: .rulesAdmin, rules.test)
        get("/api/v1/rules/{slug}/pairs", scope: .rulesAdmin, rules.pairs)
        get("/api/v1/rules/{slug}/runs", scope: .rulesAdmin, runs.list)
        post("/api/v1/rules/{slug}/runs", scope: .rulesAdmin, runs.replay)
        get("/api/v1/rules/{slug}/runs/{run}", scope: .rulesAdmin, runs.get)
        post("/api/v1/rules/{slug}/runs/{run}/retry", scope: .rulesAdmin, runs.retry)
    }
}
