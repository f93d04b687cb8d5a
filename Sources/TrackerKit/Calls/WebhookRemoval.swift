extension TrackerError {
    /// The tracker did not find a webhook that is to be removed, which does not show that it is gone.
    package static let webhookMayRemain = TrackerError.forbidden(
        UpstreamFailure(
            status: 404,
            message: "the webhook is not visible to the token, which may lack the permission for webhooks"))
}

/// Checks that a webhook that a tracker did not find is gone: trackers also respond with 404 to a token that may not
/// see a project or its webhooks
/// ([404](https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api#404-not-found-for-an-existing-resource)).
/// Only the list of the project's webhooks shows it.
/// - Parameter list: Reads the identifiers of the project's webhooks.
/// - Throws: ``TrackerError/webhookMayRemain`` if the list cannot be found or contains the webhook, and what `list`
///   throws.
package func requireRemoved(webhook id: String, list: () async throws -> [String?]) async throws {
    let present: [String?]
    do {
        present = try await list()
    } catch TrackerError.notFound {
        throw TrackerError.webhookMayRemain
    }
    guard !present.contains(id) else { throw TrackerError.webhookMayRemain }
}
