import HTTPTypes
import Primitives
import TrackerKit

/// Finding single issues and their latest events.
extension GlitchTipTracker {
    /// An issue by its key or number.
    /// - Throws: ``TrackerError/notFound(what:)``, also for an issue of another project.
    func issue(_ key: String, in project: ProjectReference) async throws -> GlitchTip.Issue {
        let missing = TrackerError.notFound(what: "ticket \(key)")
        if key.isNumber {
            guard let issue = try await issue(number: key, in: project) else { throw missing }
            return issue
        }
        guard let shortID = GlitchTip.ShortID(key) else { throw missing }
        let issue = dialect == .sentry ? try await lookUp(shortID, in: project) : try await find(shortID, in: project)
        guard let issue else { throw missing }
        return issue
    }

    /// An issue by its number; nil if the project has no such issue.
    func issue(number: String, in project: ProjectReference) async throws -> GlitchTip.Issue? {
        let call = APICall(.get, try path(issue: number, in: project), what: "ticket \(number)")
        guard let issue = try await client.objectIfFound(call).map({ try GlitchTip.Issue($0) }),
            try await belongs(issue, to: project)
        else {
            return nil
        }
        directory.note([issue], in: project)
        return issue
    }

    /// Whether an issue belongs to the project: a token can read the issues of every project that its owner can access.
    func belongs(_ issue: GlitchTip.Issue, to project: ProjectReference) async throws -> Bool {
        guard let id = issue.projectID else {
            throw TrackerError.malformedResponse(detail: "issue.project.id is missing")
        }
        return try await projectID(project) == id
    }

    /// Sentry resolves short IDs itself ([resolve a short
    /// ID](https://docs.sentry.io/api/organizations/resolve-a-short-id/)).
    private func lookUp(_ shortID: GlitchTip.ShortID, in project: ProjectReference) async throws -> GlitchTip.Issue? {
        let name = try GlitchTip.ProjectName(project.path)
        let call = APICall(
            .get, GlitchTip.path("organizations", name.organization, "shortids", shortID.text),
            what: "ticket \(shortID.text)")
        guard let group = try await client.objectIfFound(call)?.object("group") else { return nil }
        let issue = try GlitchTip.Issue(group)
        return try await belongs(issue, to: project) ? issue : nil
    }

    /// GlitchTip cannot resolve short IDs. Tried in this order: the number that was last seen with it; the number
    /// within the project, which equals the server's while it has only one project; then the list, newest first, down
    /// to where the issue should be.
    private func find(_ shortID: GlitchTip.ShortID, in project: ProjectReference) async throws -> GlitchTip.Issue? {
        guard shortID.fits(try GlitchTip.ProjectName(project.path).project) else { return nil }
        var guesses = [String(shortID.number)]
        if let seen = directory.issue(shortID.text, in: project), seen != guesses[0] { guesses.insert(seen, at: 0) }
        for guess in guesses {
            if let issue = try await issue(number: guess, in: project), issue.shortID == shortID.text { return issue }
        }
        return try await search(shortID, in: project)
    }

    private func search(_ shortID: GlitchTip.ShortID, in project: ProjectReference) async throws -> GlitchTip.Issue? {
        let what = "tickets of \(project.path)"
        let pages: (PageToken?) async throws -> Page<WireObject> = { token in
            try await client.list(
                path(project, "issues"), what: what, cursor: token?.text, query: [("sort", "-first_seen")])
        }
        var found: GlitchTip.Issue?
        try await eachPage(of: what, pages) { page in
            let issues = page.items.compactMap { try? GlitchTip.Issue($0) }
            directory.note(issues, in: project)
            found = issues.first { $0.shortID == shortID.text }
            let numbers = issues.compactMap { GlitchTip.ShortID($0.shortID)?.number }
            // A page whose rows were all unreadable does not indicate the position in the list.
            let isPast = numbers.isEmpty ? page.rowCount == 0 : numbers.allSatisfy { $0 <= shortID.number }
            return found != nil || isPast
        }
        guard let found else { return nil }
        // The list may still contain a recently deleted issue, so only its number is used.
        return try await issue(number: found.id, in: project)
    }

    /// The latest event of an issue; nil if the server no longer has any.
    func latestEvent(of issue: GlitchTip.Issue, in project: ProjectReference) async throws -> GlitchTip.Event? {
        let call = APICall(
            .get, try path(issue: issue.id, in: project, "events", "latest"), what: "events of ticket \(issue.shortID)")
        let event = try await client.objectIfFound(call).map { try GlitchTip.Event($0) }
        memory.note(event.map { GlitchTip.EventSummary($0, provenBy: proof) }, of: issue)
        return event
    }

    /// The ticket of an issue. Its latest event is read, unless it is cached and the issue has had no event since.
    func ticket(_ issue: GlitchTip.Issue, in project: ProjectReference) async throws -> Ticket {
        let summary: GlitchTip.EventSummary?
        if let known = memory.summary(of: issue) {
            summary = known
        } else {
            summary = try await latestEvent(of: issue, in: project).map { GlitchTip.EventSummary($0, provenBy: proof) }
        }
        return issue.ticket(summary, url: address(of: issue, in: project), dialect: dialect)
    }

    /// The number of an issue to write to. A number seen in this project costs no call; the write fails if the issue no
    /// longer exists.
    func number(of key: String, in project: ProjectReference) async throws -> String {
        if let known = directory.issue(key, in: project) { return known }
        return try await issue(key, in: project).id
    }

    /// The issue's web page. GlitchTip's `permalink` lacks the organisation; its webhooks contain the correct URL.
    func address(of issue: GlitchTip.Issue, in project: ProjectReference) -> String {
        let organization = project.path.prefix { $0 != "/" }
        let address = "\(client.site.address)/\(PercentEncoding.segment(String(organization)))/issues/\(issue.id)"
        return dialect == .sentry ? issue.permalink ?? address : address
    }

    /// The tickets of issues, in the same order. Events are read concurrently, up to
    /// ``GlitchTipLimits/concurrentEvents``.
    func tickets(_ issues: [GlitchTip.Issue], in project: ProjectReference) async throws -> [EventReading] {
        var readings: [EventReading?] = Array(repeating: nil, count: issues.count)
        try await withThrowingTaskGroup(of: (Int, EventReading).self) { group in
            for (index, issue) in issues.enumerated() {
                if index >= GlitchTipLimits.concurrentEvents, let done = try await group.next() {
                    readings[done.0] = done.1
                }
                group.addTask { (index, try await reading(issue, in: project)) }
            }
            for try await done in group { readings[done.0] = done.1 }
        }
        return try await checked(readings.compactMap { $0 }, in: project)
    }
}
