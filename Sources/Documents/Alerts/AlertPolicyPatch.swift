import Automation
package import Models
package import Primitives

/// The changes to a flavor's policy. Fields that are nil stay as they are.
package struct AlertPolicyPatch: Sendable, Hashable {
    var grouping: AlertPolicy.Grouping?
    var reopening: AlertPolicy.Reopening?
    var resolution: AlertPolicy.Resolution?
    var resolvedLabel: String?
    var quietPeriod: Duration?
    var flapping: Rate?
    var storm: Rate?

    struct Rate: Sendable, Hashable {
        var count: Int?
        var window: Duration?

        func applied(to rate: AlertPolicy.Rate) -> AlertPolicy.Rate {
            AlertPolicy.Rate(count: count ?? rate.count, window: window ?? rate.window)
        }
    }

    package func applied(to policy: AlertPolicy) -> AlertPolicy {
        var policy = policy
        policy.grouping = grouping ?? policy.grouping
        policy.reopening = reopening ?? policy.reopening
        policy.resolution = resolution ?? policy.resolution
        policy.resolvedLabel = resolvedLabel ?? policy.resolvedLabel
        policy.quietPeriod = quietPeriod ?? policy.quietPeriod
        policy.flapping = flapping?.applied(to: policy.flapping) ?? policy.flapping
        policy.storm = storm?.applied(to: policy.storm) ?? policy.storm
        return policy
    }
}

extension FieldType where Value == AlertPolicyPatch {
    /// The `policy` of a flavor.
    static var alertPolicy: Self {
        .object { body in
            var patch = AlertPolicyPatch()
            patch.grouping = body.optional("group_by", .alertGrouping)
            patch.reopening = body.optional("reopen", .alertReopening)
            patch.resolution = body.optional("on_resolve", .enumeration(AlertPolicy.Resolution.self))
            patch.resolvedLabel = body.optional("resolved_label", .visible(1...255))
            patch.quietPeriod = body.optional("quiet_period", .duration(Duration.zero...longestQuiet))
            patch.flapping = body.optional("flapping", .rate("changes", flappingChanges))
            patch.storm = body.optional("storm", .rate("tickets", stormTickets))
            return patch
        }
    }

    /// Two changes are an alert that fires once and is resolved, which is not flapping.
    private static var flappingChanges: ClosedRange<Int> { 3...1_000 }
    private static var stormTickets: ClosedRange<Int> { 1...10_000 }
    private static var longestQuiet: Duration { .seconds(86_400) }
}

extension FieldType where Value == AlertPolicyPatch.Rate {
    /// - Parameter name: The name of the number.
    fileprivate static func rate(_ name: String, _ counts: ClosedRange<Int>) -> Self {
        .object { body in
            AlertPolicyPatch.Rate(
                count: body.optional(name, .integer(counts)),
                window: body.optional("within", .duration(Duration.seconds(1) ... .seconds(86_400))))
        }
    }
}

extension FieldType where Value == AlertPolicy.Grouping {
    fileprivate static var alertGrouping: Self {
        let template = FieldType<String>.textOrTemplate(1...255)
        return Self { json, pointer, errors in
            switch json.stringValue {
            case "key": return .key
            case "group": return .group
            case let text? where text.contains("{{"):
                return template.read(json, pointer, &errors).map(AlertPolicy.Grouping.template)
            default:
                let detail = "must be key, group, or a template such as {{labels.service}}"
                errors.append(FieldError(pointer: pointer, detail: detail))
                return nil
            }
        }
    }
}

extension FieldType where Value == AlertPolicy.Reopening {
    /// The longest time after closing that can be chosen; longer is `always`.
    private static var longest: Duration { .seconds(3650 * 86_400) }

    fileprivate static var alertReopening: Self {
        Self("never, always, or a duration such as 12h, up to \(RuleDuration.text(longest))") { json in
            switch json.stringValue {
            case "never": return .never
            case "always": return .always
            default:
                guard let duration = json.stringValue.flatMap(RuleDuration.parse), duration > .zero, duration <= longest
                else { return nil }
                return .within(duration)
            }
        }
    }
}

extension AlertPolicy {
    /// An `AlertPolicy` of the API.
    package var document: JSON {
        [
            "group_by": .string(grouping.text), "reopen": .string(reopening.text),
            "on_resolve": .string(resolution.rawValue), "resolved_label": .string(resolvedLabel),
            "quiet_period": .string(RuleDuration.text(quietPeriod)),
            "flapping": ["changes": JSON(flapping.count), "within": .string(RuleDuration.text(flapping.window))],
            "storm": ["tickets": JSON(storm.count), "within": .string(RuleDuration.text(storm.window))],
        ]
    }
}

extension AlertPolicy.Grouping {
    fileprivate var text: String {
        switch self {
        case .key: "key"
        case .group: "group"
        case .template(let text): text
        }
    }
}

extension AlertPolicy.Reopening {
    fileprivate var text: String {
        switch self {
        case .never: "never"
        case .always: "always"
        case .within(let duration): RuleDuration.text(duration)
        }
    }
}
