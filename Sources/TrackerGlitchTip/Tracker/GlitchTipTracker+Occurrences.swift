import Primitives
package import TrackerKit

extension GlitchTipTracker {
    /// How many events a page holds at most: one may have a megabyte, and an answer no more than sixteen.
    static let maximumEvents = 25

    /// The events of an issue, newest first ([list an issue's
    /// events](https://docs.sentry.io/api/events/list-an-issues-events/)). Sentry's list has their stack traces only
    /// where `full` is asked for, and reaches back for ninety days; GlitchTip's has them always, and all that are kept.
    /// The issue is read first: GlitchTip lists nothing for one that is not there. Events tell of people, so no answer
    /// is kept.
    package func occurrences(
        of key: String, in project: ProjectReference, page: PageToken?, pageSize: Int
    ) async throws -> Page<RemoteOccurrence> {
        let issue = try await issue(key, in: project)
        let list = try await client.list(
            try path(issue: issue.id, in: project, "events"), what: "events of ticket \(key)", cursor: page?.text,
            limit: min(max(pageSize, 1), Self.maximumEvents), query: dialect == .sentry ? [("full", "true")] : [],
            revalidate: false)
        var address = address(of: issue, in: project)
        if !address.hasSuffix("/") { address += "/" }
        let start = address
        return try list.reading("eventID", "event_id", "id") { item in
            let event = try GlitchTip.Event(item)
            let id = PercentEncoding.segment(event.id)
            return try event.occurrence(url: "\(start)events/\(id)" + (dialect == .sentry ? "/" : ""))
        }
    }
}
