import Automation
import EventFeed
import Models
import Postgres
import Primitives
import Repositories
import TrackerKit

/// Finds the rules that match events, and the affected pairs.
struct RuleMatcher: Sendable {
    private let documents: EventDocument
    private let labels: LabelRules
    /// The work of all conditions that this matcher evaluates.
    let budget: ConditionBudget

    init(_ environment: RuleEnvironment, budget: ConditionBudget = ConditionBudget()) {
        self.budget = budget
        documents = environment.documents
        labels = environment.labels
    }

    /// Returns the matches of several events, in order.
    /// - Parameter rules: The rules to evaluate, in evaluation order.
    func matches(of events: [FeedEvent], with rules: [ReadRule], in executor: any SQLExecutor) async throws
        -> [RuleMatch]
    {
        let triggers = events.map(RuleTrigger.init)
        let pairs = try await pairs(of: triggers, rules, executor)
        let candidates = zip(events, triggers).compactMap { event, trigger in
            let kept = (trigger.ticketID.flatMap { pairs[$0] } ?? []).filter { $0.isConcerned(by: trigger) }
            let candidate = Candidate(
                event: event, trigger: trigger, rules: rules.filter { $0.applies(to: trigger) }, kept: kept)
            return candidate.isEmpty ? nil : candidate
        }
        let found = try await documents.forms(of: candidates.map(\.event), executor)
        var matches: [RuleMatch] = []
        for candidate in candidates {
            guard let forms = found[candidate.trigger.id] else { continue }
            matches += await candidate.matches(
                forms, depth: try await depth(of: candidate.trigger, executor), labels: labels, within: budget)
        }
        return matches
    }

    /// An event that may match rules or affect pairs.
    private struct Candidate {
        var event: FeedEvent
        var trigger: RuleTrigger
        var rules: [ReadRule]
        var kept: [StoredPair]

        var isEmpty: Bool { rules.isEmpty && kept.isEmpty }

        /// How many conditions are evaluated before yielding the thread to other tasks: the most expensive ones take
        /// 0.1 seconds each.
        private static let conditionsAtOnce = 8

        func matches(
            _ forms: EventForms, depth: Int, labels: LabelRules, within budget: ConditionBudget
        ) async -> [RuleMatch] {
            var matches: [RuleMatch] = []
            var stops: [ActingRights] = []
            for (index, rule) in rules.enumerated() where forms.isVisible(to: rule.rights.audience) {
                // A rule cannot keep the event from one with more rights, which its author may not even see.
                if stops.contains(where: { $0.includes(rule.rights) }) { continue }
                if index % Self.conditionsAtOnce == Self.conditionsAtOnce - 1 { await Task.yield() }
                let form = forms.form(for: rule.rights.audience)
                let holds = budget.spend(for: rule.rule.slug) {
                    rule.isSatisfied(by: form.document, labels: labels, within: $0)
                }
                guard holds else { continue }
                matches.append(RuleMatch(rule: rule, trigger: trigger, form: form, depth: depth))
                if rule.definition.stops { stops.append(rule.rights) }
            }
            // Running the action compares the current states of the pair's two tickets anyway, so a separate run for
            // the pair is only needed for other kinds of events.
            let covered =
                PairTerms.isSyncedSeparately(trigger.type)
                ? [] : Set(matches.filter(\.rule.keepsInStep).map(\.rule.rule.id))
            return matches
                + kept.filter { !covered.contains($0.pair.ruleID) && forms.isVisible(to: $0.rule.rights.audience) }.map
            {
                let form = forms.form(for: $0.rule.rights.audience)
                return RuleMatch(rule: $0.rule, trigger: trigger, form: form, pair: $0.pair, depth: depth)
            }
        }
    }

    /// The number of events that led to this one.
    func depth(of trigger: RuleTrigger, _ executor: any SQLExecutor) async throws -> Int {
        guard trigger.causationID != nil else { return 0 }
        return try await RuleTriggerRepository(executor).depth(of: trigger.id, upTo: RulePolicy.maximumDepth)
    }

    /// A pair with the rule that keeps it in sync.
    private struct StoredPair {
        var pair: TicketPair
        var rule: ReadRule
        var terms: PairTerms

        /// Whether the event must be carried to the counterpart. Effects of keeping this pair in sync are ignored, and
        /// so are comments that rules wrote.
        func isConcerned(by trigger: RuleTrigger) -> Bool {
            let side: TicketPair.Side = trigger.ticketID == pair.sourceID ? .source : .target
            guard rule.rights.audience.includesConfidential || !trigger.confidential,
                trigger.cause?.ruleName?.hasPrefix(pair.requestPrefix) != true
            else {
                return false
            }
            if [.commentCreated, .commentUpdated, .commentDeleted].contains(trigger.type), trigger.origin == .rule {
                return false
            }
            return terms.concern(trigger.type, changes: (trigger.changes.objectValue ?? [:]).keys, on: side)
        }
    }

    private func pairs(of triggers: [RuleTrigger], _ rules: [ReadRule], _ executor: any SQLExecutor) async throws
        -> [MirroredTicket.ID: [StoredPair]]
    {
        let pairRules = Dictionary(rules.filter(\.keepsInStep).map { ($0.rule.id, $0) }) { first, _ in first }
        guard !pairRules.isEmpty else { return [:] }
        let tickets = Array(Set(triggers.compactMap(\.ticketID)))
        var found: [MirroredTicket.ID: [StoredPair]] = [:]
        for pair in try await TicketPairRepository(executor).find(tickets: tickets) {
            guard let rule = pairRules[pair.ruleID], let terms = rule.definition.terms(forChannel: pair.channel)?.terms
            else { continue }
            // A pair whose counterpart is still being created counts too: events in the meantime are processed after
            // that.
            for ticket in [pair.sourceID, pair.targetID].compactMap(\.self) {
                found[ticket, default: []].append(StoredPair(pair: pair, rule: rule, terms: terms))
            }
        }
        return found
    }
}

extension ActingRights {
    /// Whether these rights are at least as broad as the other ones.
    fileprivate func includes(_ other: ActingRights) -> Bool {
        audience.intersection(other.audience) == other.audience && (mayWrite || !other.mayWrite)
    }
}

extension TicketPair {
    /// The prefix of the names of the rule's calls that keep the pair in sync. Events with this ``EventCause/ruleName``
    /// are their effects. Request ids that callers send are never mistaken for it.
    var requestPrefix: String { "pair:\(id)" }
}
