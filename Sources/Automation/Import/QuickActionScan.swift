/// Decides for each line of a GitLab text whether a quick action on it would run.
///
/// GitLab renders the text and looks for quick actions only in paragraphs of the document itself, so never within
/// blocks of code, HTML blocks, comments and `>>>` quotes (`lib/gitlab/quick_actions/extractor.rb`). Older versions of
/// GitLab searched with regular expressions instead, which knew of no lists and differ for blocks that have no end. So
/// the text is read twice, with its list items and without: where the two differ, a line is ``Standing/doubtful(_:)``.
struct QuickActionScan {
    /// Why a quick action would not run.
    enum Place: String {
        case code = "a code block"
        case inlineCode = "inline code"
        case comment = "a comment"
        case quote = "a quote"
        case html = "an HTML block"
    }

    /// What becomes of a quick action on a line.
    enum Standing: Equatable {
        /// It runs.
        case active
        /// It is text in every version of GitLab.
        case hidden(Place)
        /// It is text in some version of GitLab, or because of a block that may have been left open by mistake.
        case doubtful(Place)
    }

    /// One for each line.
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
        case (.hidden(let place), _), (.doubtful(let place), _), (_, .hidden(let place)), (_, .doubtful(let place)):
            .doubtful(place)
        }
    }
}
