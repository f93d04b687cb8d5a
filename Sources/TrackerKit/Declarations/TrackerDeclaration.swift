package import Primitives

/// What is known about a kind of tracker without creating an adapter.
package struct TrackerDeclaration: Sendable {
    package let kind: TrackerKind
    /// The API's address if a connection has no `base_url`; nil for a tracker that has no fixed address or needs none.
    package let defaultBaseURL: String?
    /// Whether a connection calls another machine, so that address checks and budgets apply.
    package let isRemote: Bool
    /// The kinds of credentials that a connection can have.
    package let credentials: [CredentialKind]
    /// The settings of a connection.
    package let connectionSettings: [SettingField]
    /// The settings of a channel.
    package let channelSettings: [SettingField]

    package init(
        kind: TrackerKind, defaultBaseURL: String? = nil, isRemote: Bool = true, credentials: [CredentialKind],
        connectionSettings: [SettingField] = [], channelSettings: [SettingField] = []
    ) {
        self.kind = kind
        self.defaultBaseURL = defaultBaseURL
        self.isRemote = isRemote
        self.credentials = credentials
        self.connectionSettings = connectionSettings
        self.channelSettings = channelSettings
    }

    /// Validates the form of credentials, without calling the tracker.
    /// - Returns: Errors with pointers relative to `/credentials`, without values.
    package func problems(with credentials: TrackerCredentials) -> [FieldError] {
        guard let kind = self.credentials.first(where: { $0.name == credentials.kind }) else {
            return [unsuitable(credentials)]
        }
        return kind.fields.problems(with: credentials.revealed.mapValues(JSON.string), unknown: "is unknown")
    }

    private func unsuitable(_ given: TrackerCredentials) -> FieldError {
        let names = credentials.map(\.name)
        if names == [CredentialKind.none.name] {
            return FieldError(pointer: "", detail: "this tracker takes no credentials")
        }
        let forms = credentials.map(\.form).joined(separator: " or ")
        return given == .none
            ? FieldError(pointer: "", detail: "are required: \(forms)")
            : FieldError(pointer: "/type", detail: "must be \(names.joined(separator: " or ")): \(forms)")
    }

    /// Validates the settings of a connection.
    /// - Returns: Errors with pointers relative to `/settings`.
    package func problems(withConnectionSettings settings: JSON) -> [FieldError] {
        connectionSettings.problems(with: settings.objectValue ?? [:], unknown: Self.unknownSetting)
    }

    /// Validates the settings of a channel.
    /// - Returns: Errors with pointers relative to `/settings`.
    package func problems(withChannelSettings settings: JSON) -> [FieldError] {
        channelSettings.problems(with: settings.objectValue ?? [:], unknown: Self.unknownSetting)
    }

    private static let unknownSetting = "is not a setting of this tracker"
}
