/// A file of a project that says how its tickets should look.
public struct RemoteTemplateFile: Sendable, Hashable {
    /// Where it lies in the project.
    public var path: String
    /// Its text.
    public var content: String

    /// More files than this are not read of one project.
    public static let maximumCount = 50
    /// Larger files than this are not read.
    public static let maximumBytes = 256 << 10

    /// Names a file.
    public init(path: String, content: String) {
        self.path = path
        self.content = content
    }
}

extension IssueTracker {
    /// Markdown.
    public var textFormat: BodyFormat { .markdown }

    /// Lacks ``Capability/readTemplates``.
    public func templateFiles(in project: ProjectReference) async throws -> [RemoteTemplateFile] {
        throw TrackerError.capabilityMissing(.readTemplates)
    }
}
