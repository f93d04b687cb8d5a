extension IssueTracker {
    package var listShowsEveryChange: Bool { true }
}
