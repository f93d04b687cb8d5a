/// How an adapter's calls find a project whose identifier is known, and so what happens when the project is renamed and
/// another one takes its path.
package enum ProjectAddressing: Sendable, Hashable {
    /// Calls name the path, and a list of tickets does not show whose they are: check the project's identifier before a
    /// list is stored.
    case path
    /// Calls name the path; each ticket names its project, and the adapter throws
    /// ``TrackerError/projectReplaced(path:)`` for another one's.
    case rows
    /// Calls name the identifier: no other project is ever reached.
    case identifier
}
