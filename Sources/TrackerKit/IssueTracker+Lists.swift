extension IssueTracker {
    /// It does.
    public var listShowsEveryChange: Bool { true }
}
