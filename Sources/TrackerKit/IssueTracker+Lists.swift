extension IssueTracker {
    /// It does.
    package var listShowsEveryChange: Bool { true }
}
