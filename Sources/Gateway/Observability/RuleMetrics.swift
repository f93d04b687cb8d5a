import CoreMetrics
import Models
import Rules

/// Counts rule runs, their actions, and disabled rules.
struct RuleMetrics: RuleObserver {
    private static let runs = "ticket_gateway_rule_runs_total"
    private static let actions = "ticket_gateway_rule_actions_total"
    private static let disabled = "ticket_gateway_rules_disabled_total"

    let registry: PrometheusRegistry

    func run(reached state: RuleRunState) {
        registry.makeCounter(label: Self.runs, dimensions: [("state", state.rawValue)]).increment(by: 1)
    }

    func action(_ kind: String, ended outcome: RuleActionOutcome) {
        registry.makeCounter(label: Self.actions, dimensions: [("action", kind), ("outcome", outcome.rawValue)])
            .increment(by: 1)
    }

    func ruleDisabled() { registry.counter(Self.disabled).increment(by: 1) }
}
