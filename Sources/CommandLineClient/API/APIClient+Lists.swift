import Primitives

extension APIClient {
    /// The largest page that the API gives.
    static let maximumPage = 200

    /// Hands over the elements of a list, following its cursors, until `limit` of them were seen or there are no more;
    /// nil: all.
    func list(_ path: GatewayPath, limit: Int?, _ take: (JSON) throws -> Void) async throws {
        var left = limit ?? Int.max
        var cursor: String?
        repeat {
            let page = try await get(path.adding("limit", "\(min(left, Self.maximumPage))").adding("cursor", cursor))
            guard let elements = page["data"]?.arrayValue else {
                throw ClientFailure.unreadable("the gateway's response is not a list")
            }
            for element in elements.prefix(left) { try take(element) }
            left -= min(left, elements.count)
            cursor = page["page"]?["next"]?.stringValue
        } while cursor != nil && left > 0
    }
}
