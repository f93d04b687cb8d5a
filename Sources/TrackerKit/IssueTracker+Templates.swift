/// A file of a project that says how its tickets should look.
public struct RemoteTemplateFile: Sendable, Hashable {
    /// Where it lies in the project.
    public var path: String
    /// Its text; empty where it can't be read.
    public var content: String
    /// Why the file, which is there, can't be read, for people: "is not UTF-8 text". Nil for a file that was read.
    public var refusal: String?

    /// More files than this are not read of one project.
    public static let maximumCount = 50
    /// Larger files than this are not read.
    public static let maximumBytes = 256 << 10

    /// Names a file.
    public init(path: String, content: String) {
        self.path = path
        self.content = content
    }

    /// Names a file that can't be read, and why.
    public init(path: String, refusal: String) {
        self.path = path
        self.content = ""
        self.refusal = refusal
    }

    /// Why a file that is larger than ``maximumBytes`` is not read.
    public static let tooLarge = "is larger than 256 KiB"
    /// Why a file that is not UTF-8 is not read.
    public static let noText = "is not UTF-8 text"
    /// Why a file after the first ``maximumCount`` is not read.
    public static let tooMany = "is not read: the project has more than \(maximumCount) template files"
}

extension IssueTracker {
    /// Markdown.
    public var textFormat: BodyFormat { .markdown }

    /// Lacks ``Capability/readTemplates``.
    public func templateFiles(in project: ProjectReference) async throws -> [RemoteTemplateFile] {
        throw TrackerError.capabilityMissing(.readTemplates)
    }
}
