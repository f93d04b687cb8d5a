import Automation
import EventFeed
import Models
import Postgres
import Primitives
import Repositories
import TrackerKit

/// Finds the rules that run on events, and the pairs that they concern.
struct RuleMatcher: Sendable {
    private let documents: RuleDocuments
    private let labels: LabelRules

    init(_ environment: RuleEnvironment) {
        documents = environment.documents
        labels = environment.labels
    }

    /// What is to run on some events, in order.
    /// - Parameter rules: The rules that are asked, in their order.
    func matches(_ triggers: [RuleTrigger], _ rules: [ReadRule], _ executor: any SQLExecutor) async throws
        -> [RuleMatch]
    {
        let pairs = try await pairs(of: triggers, rules, executor)
        let candidates = triggers.compactMap { trigger in
            let kept = (trigger.ticketID.flatMap { pairs[$0] } ?? []).filter { $0.isConcerned(by: trigger) }
            let candidate = Candidate(trigger: trigger, rules: rules.filter { $0.applies(to: trigger) }, kept: kept)
            return candidate.isEmpty ? nil : candidate
        }
        let found = try await documents.events(candidates.map(\.trigger.id), executor)
        var matches: [RuleMatch] = []
        for candidate in candidates {
            guard let forms = found[candidate.trigger.id] else { continue }
            matches += await candidate.matches(
                forms, depth: try await depth(of: candidate.trigger, executor), labels: labels)
        }
        return matches
    }

    /// An event that may lead to something.
    private struct Candidate {
        var trigger: RuleTrigger
        var rules: [ReadRule]
        var kept: [Kept]

        var isEmpty: Bool { rules.isEmpty && kept.isEmpty }

        /// After how many conditions other tasks get the thread: the most expensive ones take a tenth of a second
        /// each.
        private static let conditionsAtOnce = 8

        func matches(_ forms: EventForms, depth: Int, labels: LabelRules) async -> [RuleMatch] {
            var matches: [RuleMatch] = []
            for (index, rule) in rules.enumerated() where forms.isVisible(to: rule.rights.audience) {
                if index % Self.conditionsAtOnce == Self.conditionsAtOnce - 1 { await Task.yield() }
                let form = forms.form(for: rule.rights.audience)
                guard rule.isSatisfied(by: form.document, labels: labels) else { continue }
                matches.append(RuleMatch(rule: rule, trigger: trigger, form: form, depth: depth))
                if rule.definition.stops { break }
            }
            // What a rule does by itself looks at how the two tickets of its pair stand, and at nothing else.
            let covered =
                PairTerms.isCarriedApart(trigger.type)
                ? [] : Set(matches.filter(\.rule.keepsInStep).map(\.rule.rule.id))
            return matches
                + kept.filter { !covered.contains($0.pair.ruleID) && forms.isVisible(to: $0.rule.rights.audience) }.map
            {
                let form = forms.form(for: $0.rule.rights.audience)
                return RuleMatch(rule: $0.rule, trigger: trigger, form: form, pair: $0.pair, depth: depth)
            }
        }
    }

    /// How many events led to this one.
    func depth(of trigger: RuleTrigger, _ executor: any SQLExecutor) async throws -> Int {
        guard trigger.causationID != nil else { return 0 }
        return try await RuleTriggerRepository(executor).depth(of: trigger.id, upTo: RulePolicy.maximumDepth)
    }

    /// A pair with the rule that keeps it.
    private struct Kept {
        var pair: TicketPair
        var rule: ReadRule
        var terms: PairTerms

        /// Whether an event asks for anything. What was done to keep the pair in step does not, and comments of rules
        /// are nobody's words.
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
        -> [Ticket.ID: [Kept]]
    {
        let keepers = Dictionary(rules.filter(\.keepsInStep).map { ($0.rule.id, $0) }) { first, _ in first }
        guard !keepers.isEmpty else { return [:] }
        let tickets = Array(Set(triggers.compactMap(\.ticketID)))
        var found: [Ticket.ID: [Kept]] = [:]
        for pair in try await TicketPairRepository(executor).find(tickets: tickets) {
            guard let rule = keepers[pair.ruleID], let terms = rule.definition.terms(forChannel: pair.channel)?.terms
            else { continue }
            // One whose other ticket is still being made counts too: what happens meanwhile comes after that.
            for ticket in [pair.sourceID, pair.targetID].compactMap(\.self) {
                found[ticket, default: []].append(Kept(pair: pair, rule: rule, terms: terms))
            }
        }
        return found
    }
}

extension TicketPair {
    /// How the rule's calls are named that keep the pair in step: events with this ``EventCause/ruleName`` are its own
    /// effects. A request id that a caller sends is never taken for one.
    var requestPrefix: String { "pair:\(id)" }
}
