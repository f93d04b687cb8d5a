/// A file of a project that describes how its tickets should look.
package struct RemoteTemplateFile: Sendable, Hashable {
    /// The path within the project.
    package var path: String
    /// Empty if the file cannot be read.
    package var content: String
    /// Why an existing file cannot be read, human-readable: "is not UTF-8 text". Nil for a file that was read.
    package var refusal: String?

    /// The maximum number of files read per project.
    package static let maximumCount = 50
    /// The maximum size of a file that is read, in bytes.
    package static let maximumBytes = 256 << 10

    package init(path: String, content: String) {
        self.path = path
        self.content = content
    }

    /// A file that cannot be read.
    /// - Parameter refusal: The reason, as in ``refusal``.
    package init(path: String, refusal: String) {
        self.path = path
        self.content = ""
        self.refusal = refusal
    }

    /// The ``refusal`` of a file larger than ``maximumBytes``.
    package static let tooLarge = "is larger than 256 KiB"
    /// The ``refusal`` of a file that is not UTF-8.
    package static let noText = "is not UTF-8 text"
    /// The ``refusal`` of every file after the first ``maximumCount``.
    package static let tooMany = "is not read: the project has more than \(maximumCount) template files"
}

extension IssueTracker {
    package var textFormat: BodyFormat { .markdown }

    /// Throws ``TrackerError/capabilityMissing(_:)``.
    package func templateFiles(in project: ProjectReference) async throws -> [RemoteTemplateFile] {
        throw TrackerError.capabilityMissing(.readTemplates)
    }
}
