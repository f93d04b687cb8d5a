/// How an adapter's calls address a project whose identifier is known. It decides what happens when the project is
/// renamed and another project takes its path.
package enum ProjectAddressing: Sendable, Hashable {
    /// Calls use the path, and tickets in a list do not name their project: check the project's identifier before
    /// storing a list.
    case path
    /// Calls use the path, but each ticket names its project. The adapter throws
    /// ``TrackerError/projectReplaced(path:)`` for a ticket of another project.
    case rows
    /// Calls use the identifier, so they never reach another project.
    case identifier
}
