/// Decides for each line of a GitLab text whether a quick action on it would run.
///
/// GitLab renders the text and looks for quick actions only in top-level paragraphs, so never inside code blocks, HTML
/// blocks, comments and `>>>` quotes (`lib/gitlab/quick_actions/extractor.rb`). Older versions used regular
/// expressions, which ignore list items and treat unclosed blocks differently. Therefore the text is scanned twice,
/// with and without list items. Lines for which the results differ are ``LineState/ambiguous(_:)``.
struct QuickActionScan {
    /// The Markdown construct that hides a quick action.
    enum Construct: String {
        case code = "a code block"
        case inlineCode = "inline code"
        case comment = "a comment"
        case quote = "a quote"
        case html = "an HTML block"
    }

    /// The effect of a quick action on a line.
    enum LineState: Equatable {
        case active
        /// It is text in every version of GitLab.
        case hidden(Construct)
        /// It is text in some versions of GitLab, or because of a block that may have been left unclosed by mistake.
        case ambiguous(Construct)
    }

    /// The result for each line.
    let states: [LineState]

    init(_ lines: [Substring]) {
        var nested = MarkdownBlocks(lines, entersItems: true)
        nested.scan()
        var plain = MarkdownBlocks(lines, entersItems: false)
        plain.known = nested.closedInItems
        plain.scan()
        states = zip(plain.states, nested.states).map(Self.joined)
    }

    private static func joined(_ plain: LineState, _ nested: LineState) -> LineState {
        switch (plain, nested) {
        case (.active, .active): .active
        case (.hidden, .hidden): plain
        case (.hidden(let construct), _), (.ambiguous(let construct), _), (_, .hidden(let construct)),
            (_, .ambiguous(let construct)):
            .ambiguous(construct)
        }
    }
}
