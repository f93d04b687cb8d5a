/// A run with its actions.
package struct RuleRunDetails: Sendable {
    package var run: RuleRun
    /// The actions, in order.
    package var actions: [RuleRunAction]
    /// Whether the caller may see the document, calls and results.
    package var showsDetails: Bool

    package init(run: RuleRun, actions: [RuleRunAction], showsDetails: Bool) {
        self.run = run
        self.actions = actions
        self.showsDetails = showsDetails
    }
}
