package import Postgres
package import Primitives
import TrackerGitHub
import TrackerGitLab
import TrackerGlitchTip
package import TrackerKit
import TrackerLocal
import TrackerTrello

/// The trackers that every gateway supports.
package enum BuiltInTrackers {
    private static let remote: [any TrackerDriver] = [
        GitHubDriver(), GitLabDriver(), GlitchTipDriver(), GlitchTipDriver.sentry, TrelloDriver(),
    ]

    package static func drivers(database: any SQLExecutor, identifiers: any IdentifierSource) -> [any TrackerDriver] {
        [LocalDriver(database: database, identifiers: identifiers)] + remote
    }

    /// The declaration of each, for the command line, the contract and the docs.
    package static let declarations = [LocalDriver.declaration] + remote.map(\.declaration)
}
