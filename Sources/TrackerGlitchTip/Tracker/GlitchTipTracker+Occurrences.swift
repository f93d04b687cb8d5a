import Primitives
package import TrackerKit

extension GlitchTipTracker {
    /// The maximum number of events per page: an event may have 1 MiB, and a response at most 16 MiB.
    static let maximumEvents = 25

    /// The events of an issue, newest first ([list an issue's
    /// events](https://docs.sentry.io/api/events/list-an-issues-events/)). Sentry includes stack traces only with
    /// `full`, and lists 90 days; GlitchTip always includes them, and lists all events that it keeps. The issue is read
    /// first, because GlitchTip returns an empty list for an unknown one.
    package func occurrences(
        of key: String, in project: ProjectReference, page: PageToken?, pageSize: Int
    ) async throws -> Page<RemoteOccurrence> {
        let issue = try await issue(key, in: project)
        let list = try await client.list(
            try path(issue: issue.id, in: project, "events"), what: "events of ticket \(key)", cursor: page?.text,
            limit: min(max(pageSize, 1), Self.maximumEvents), query: dialect == .sentry ? [("full", "true")] : [])
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
