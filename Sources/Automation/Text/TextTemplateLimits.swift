/// What bounds a template and its rendering. Templates come from clients and from the repositories of trackers, and the documents from
/// trackers: neither is trusted.
public struct TextTemplateLimits: Sendable, Hashable {
    /// The bytes of a template. GitHub takes descriptions of 65,536 characters.
    public var templateBytes: Int
    /// How many tags a template may have. The library parses in time that grows with the square of their number: 50 ms for so many.
    public var tags: Int
    /// How deep sections may nest.
    public var depth: Int
    /// The bytes of the rendered text: four times what GitHub takes for a description.
    public var outputBytes: Int
    /// How many tags may be looked up and elements gone through in one rendering.
    public var steps: Int

    /// Makes limits.
    public init(
        templateBytes: Int = 65_536, tags: Int = 1_000, depth: Int = 16, outputBytes: Int = 262_144, steps: Int = 100_000
    ) {
        self.templateBytes = templateBytes
        self.tags = tags
        self.depth = depth
        self.outputBytes = outputBytes
        self.steps = steps
    }

    /// Those that hold unless told otherwise.
    public static let standard = TextTemplateLimits()
    /// Those of texts that are cut to what their tracker takes: a ticket's text may have 1 MiB of code points, each up to four bytes.
    public static let carried = TextTemplateLimits(outputBytes: 8_388_608)
}
