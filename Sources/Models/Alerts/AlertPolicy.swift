/// How tickets follow the alerts of a flavor.
package struct AlertPolicy: Sendable, Hashable {
    /// Which alerts share a ticket.
    package enum Grouping: Sendable, Hashable {
        /// Those with the same key: one ticket per problem.
        case key
        /// Those that their sender groups, such as a group of Alertmanager.
        case group
        /// Those for which this Mustache template renders the same text.
        case template(String)
    }

    /// What becomes of a closed ticket when its alert fires again.
    package enum Reopening: Sendable, Hashable {
        /// It stays closed; a new ticket is created.
        case never
        case always
        /// It is reopened if it was closed this recently; otherwise a new ticket is created.
        case within(Duration)
    }

    /// What happens to a ticket when its last alert is resolved.
    package enum Resolution: String, Sendable, Hashable, CaseIterable {
        case comment
        case label
        case close
    }

    /// A maximum number in a sliding time window.
    package struct Rate: Sendable, Hashable {
        package var count: Int
        package var window: Duration

        package init(count: Int, window: Duration) {
            self.count = count
            self.window = window
        }
    }

    package var grouping = Grouping.key
    package var reopening = Reopening.within(.seconds(86_400))
    package var resolution = Resolution.close
    /// The label of ``Resolution/label``.
    package var resolvedLabel = "resolved"
    /// How long an alert must stay resolved before its ticket changes.
    package var quietPeriod = Duration.seconds(300)
    /// The number of changes between firing and resolved after which an alert counts as flapping: its ticket gets one
    /// comment, and no more changes until the alert is quiet.
    package var flapping = Rate(count: 4, window: .seconds(3600))
    /// The maximum number of tickets. Alerts beyond share one summary ticket. GitHub allows about 20 new issues per
    /// minute: <https://github.com/cli/cli/issues/4801>.
    package var storm = Rate(count: 20, window: .seconds(600))

    package init() {}
}
