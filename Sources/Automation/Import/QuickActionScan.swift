/// Decides for each line of a GitLab text whether a quick action on it would run.
///
/// GitLab renders the text and looks for quick actions only in top-level paragraphs, so never inside code blocks, HTML
/// blocks, comments and `>>>` quotes (`lib/gitlab/quick_actions/extractor.rb`). Older versions used regular
/// expressions, which ignore list items and treat unclosed blocks differently. Therefore the text is scanned twice,
/// with and without list items. Lines for which the results differ are ``Standing/doubtful(_:)``.
struct QuickActionScan {
    /// The reason why a quick action would not run.
    enum Place: String {
        case code = "a code block"
        case inlineCode = "inline code"
        case comment = "a comment"
        case quote = "a quote"
        case html = "an HTML block"
    }

    /// The effect of a quick action on a line.
    enum Standing: Equatable {
        case active
        /// It is text in every version of GitLab.
        case hidden(Place)
        /// It is text in some versions of GitLab, or because of a block that may have been left unclosed by mistake.
        case ambiguous(Place)
    }

    /// The result for each line.
    let standings: [Standing]

    init(_ lines: [Substring]) {
        var nested = MarkdownBlocks(lines, entersItems: true)
        nested.scan()
        var plain = MarkdownBlocks(lines, entersItems: false)
        plain.known = nested.closedInItems
        plain.scan()
        standings = zip(plain.standings, nested.standings).map(Self.joined)
    }

    private static func joined(_ plain: Standing, _ nested: Standing) -> Standing {
        switch (plain, nested) {
        case (.active, .active): .active
        case (.hidden, .hidden): plain
        case (.hidden(let place), _), (.ambiguous(let place), _), (_, .hidden(let place)), (_, .ambiguous(let place)):
            .ambiguous(place)
        }
    }
}
