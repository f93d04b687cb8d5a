/// A file in `openapi/`: the paths and components of one resource.
struct Fragment: Sendable {
    /// The file's name without its extension.
    let name: String
    /// What precedes `paths` and `components`; only in ``common``.
    let preamble: [YAMLEntry]
    let paths: [YAMLEntry]
    /// The sections, such as `schemas`, with their entries.
    let components: [YAMLEntry]

    /// The fragment with the document's head and with what several resources share. It comes first.
    static let common = "common"

    init(name: String, text: String) {
        self.name = name
        let entries = YAMLEntry.entries(
            of: text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
        preamble = entries.filter { $0.key != "paths" && $0.key != "components" }
        paths = entries.first { $0.key == "paths" }?.children ?? []
        components = entries.first { $0.key == "components" }?.children ?? []
    }

    /// The components of one section.
    func components(_ section: String) -> [YAMLEntry] { components.first { $0.key == section }?.children ?? [] }
}
