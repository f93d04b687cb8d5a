/// What bounds a template and its rendering. Templates come from clients and from the repositories of trackers, and the
/// documents from trackers: neither is trusted.
package struct TextTemplateLimits: Sendable, Hashable {
    /// The bytes of a template. GitHub takes descriptions of 65,536 characters.
    package var templateBytes: Int
    /// How many tags a template may have. The library parses in time that grows with the square of their number: 50 ms
    /// for so many.
    package var tags: Int
    /// How deep sections may nest.
    package var depth: Int
    /// The bytes of the rendered text: four times what GitHub takes for a description.
    package var outputBytes: Int
    /// How many tags may be looked up and elements gone through in one rendering.
    package var steps: Int

    /// Makes limits.
    package init(
        templateBytes: Int = 65_536, tags: Int = 1_000, depth: Int = 16, outputBytes: Int = 262_144,
        steps: Int = 100_000
    ) {
        self.templateBytes = templateBytes
        self.tags = tags
        self.depth = depth
        self.outputBytes = outputBytes
        self.steps = steps
    }

    /// Those that hold unless told otherwise.
    package static let standard = TextTemplateLimits()
    /// Those of texts that are cut to what their tracker takes: a ticket's text may have 1 MiB of code points, each up
    /// to four bytes.
    package static let carried = TextTemplateLimits(outputBytes: 8_388_608)
}
