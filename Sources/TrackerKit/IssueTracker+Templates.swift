/// A file of a project that says how its tickets should look.
package struct RemoteTemplateFile: Sendable, Hashable {
    /// Where it lies in the project.
    package var path: String
    /// Its text; empty where it can't be read.
    package var content: String
    /// Why the file, which is there, can't be read, for people: "is not UTF-8 text". Nil for a file that was read.
    package var refusal: String?

    /// More files than this are not read of one project.
    package static let maximumCount = 50
    /// Larger files than this are not read.
    package static let maximumBytes = 256 << 10

    /// Names a file.
    package init(path: String, content: String) {
        self.path = path
        self.content = content
    }

    /// Names a file that can't be read, and why.
    package init(path: String, refusal: String) {
        self.path = path
        self.content = ""
        self.refusal = refusal
    }

    /// Why a file that is larger than ``maximumBytes`` is not read.
    package static let tooLarge = "is larger than 256 KiB"
    /// Why a file that is not UTF-8 is not read.
    package static let noText = "is not UTF-8 text"
    /// Why a file after the first ``maximumCount`` is not read.
    package static let tooMany = "is not read: the project has more than \(maximumCount) template files"
}

extension IssueTracker {
    /// Markdown.
    package var textFormat: BodyFormat { .markdown }

    /// Lacks ``Capability/readTemplates``.
    package func templateFiles(in project: ProjectReference) async throws -> [RemoteTemplateFile] {
        throw TrackerError.capabilityMissing(.readTemplates)
    }
}
