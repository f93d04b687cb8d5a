import Models
import Primitives

/// The form of a policy in the column `alert_flavor.policy`. Durations are in whole seconds.
extension AlertPolicy {
    var stored: JSON {
        [
            "group_by": grouping.stored, "reopen": reopening.stored, "on_resolve": .string(resolution.rawValue),
            "resolved_label": .string(resolvedLabel), "quiet_period": quietPeriod.storedSeconds,
            "flapping": flapping.stored, "storm": storm.stored,
        ]
    }

    /// Missing members have their defaults.
    init(stored json: JSON) {
        self.init()
        if let value = json["group_by"].flatMap(Grouping.init(stored:)) { grouping = value }
        if let value = json["reopen"].flatMap(Reopening.init(stored:)) { reopening = value }
        if let value = json["on_resolve"]?.stringValue.flatMap(Resolution.init(rawValue:)) { resolution = value }
        if let value = json["resolved_label"]?.stringValue { resolvedLabel = value }
        if let value = json["quiet_period"]?.integerValue { quietPeriod = .seconds(value) }
        if let value = json["flapping"].flatMap(Rate.init(stored:)) { flapping = value }
        if let value = json["storm"].flatMap(Rate.init(stored:)) { storm = value }
    }
}

extension AlertPolicy.Grouping {
    fileprivate var stored: JSON {
        switch self {
        case .key: "key"
        case .group: "group"
        case .template(let text): ["template": .string(text)]
        }
    }

    fileprivate init?(stored json: JSON) {
        switch json {
        case "key": self = .key
        case "group": self = .group
        default:
            guard let text = json["template"]?.stringValue else { return nil }
            self = .template(text)
        }
    }
}

extension AlertPolicy.Reopening {
    fileprivate var stored: JSON {
        switch self {
        case .never: "never"
        case .always: "always"
        case .within(let duration): duration.storedSeconds
        }
    }

    fileprivate init?(stored json: JSON) {
        switch json {
        case "never": self = .never
        case "always": self = .always
        default:
            guard let seconds = json.integerValue else { return nil }
            self = .within(.seconds(seconds))
        }
    }
}

extension AlertPolicy.Rate {
    fileprivate var stored: JSON { ["count": JSON(count), "window": window.storedSeconds] }

    fileprivate init?(stored json: JSON) {
        guard let count = json["count"]?.integerValue, let seconds = json["window"]?.integerValue else { return nil }
        self.init(count: Int(count), window: .seconds(seconds))
    }
}

extension Duration {
    fileprivate var storedSeconds: JSON { .integer(components.seconds) }
}
