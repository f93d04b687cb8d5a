import Models
import Postgres
import Primitives

extension AuthorRights {
    /// The present rights of the author of a row of this table. NULL if the author is unknown or deleted, or is an
    /// expired token.
    static func column(of table: String) -> SQL {
        SQL(
            unsafeSQL: """
                (SELECT json_build_object('scopes', found.scopes, 'channels', found.channels) FROM (
                    SELECT scopes, channels FROM client WHERE client.id = CASE WHEN \(table).author LIKE 'client:%' THEN \
                substr(\(table).author, 8)::uuid END
                    UNION ALL
                    SELECT scopes, channels FROM api_token WHERE api_token.id = CASE WHEN \(table).author LIKE 'token:%' THEN \
                substr(\(table).author, 7)::uuid END AND (expires_at IS NULL OR expires_at > now())) found) AS author_rights
                """)
    }

    /// Reads the column, together with `author`.
    init(row: Row) throws {
        guard try row.decode("author", as: String?.self) != nil else {
            self = .unknown
            return
        }
        guard let rights = try row.decode("author_rights", as: JSON?.self) else {
            self = .gone
            return
        }
        let names = (rights["scopes"]?.arrayValue ?? []).compactMap(\.stringValue)
        let channels = rights["channels"]?.arrayValue.map { Set($0.compactMap(\.stringValue)) }
        self = .present(scopes: Set(names.compactMap(Scope.init(rawValue:))), channels: channels)
    }
}
