import TrackerKit

/// The limits of a template and its rendering. Templates come from clients and from the trackers' repositories,
/// documents from trackers, so neither is trusted.
package struct TextTemplateLimits: Sendable, Hashable {
    /// The maximum size of a template, in bytes. GitHub accepts bodies of 65,536 characters.
    package var templateBytes: Int
    /// The maximum number of tags. The library's parser takes quadratic time: 50 ms for 1,000 tags.
    package var tags: Int
    /// The maximum nesting of sections.
    package var depth: Int
    /// The maximum size of the rendered text, in bytes: four times the body that GitHub accepts.
    package var outputBytes: Int
    /// The maximum number of name lookups and array elements in a rendering.
    package var steps: Int

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

    /// The default limits.
    package static let standard = TextTemplateLimits()
    /// The limits for texts that are truncated to the tracker's limit afterwards: two of the longest mirrored texts,
    /// with code points of up to four bytes.
    package static let carried = TextTemplateLimits(outputBytes: 2 * 4 * TextRules.longestMirroredText)
}
