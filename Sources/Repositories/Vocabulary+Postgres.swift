package import Models
import Postgres
package import TrackerKit

extension TicketStatus: PostgresEncodable, PostgresDecodable {}
extension TicketState: PostgresEncodable, PostgresDecodable {}
extension Resolution: PostgresEncodable, PostgresDecodable {}
extension Priority: PostgresEncodable, PostgresDecodable {}
extension Severity: PostgresEncodable, PostgresDecodable {}
extension TicketKind: PostgresEncodable, PostgresDecodable {}
extension BodyFormat: PostgresEncodable, PostgresDecodable {}
extension TrackerKind: PostgresEncodable, PostgresDecodable {}
extension LabelScope: PostgresEncodable, PostgresDecodable {}
extension EventType: PostgresEncodable, PostgresDecodable {}
extension EventOrigin: PostgresEncodable, PostgresDecodable {}
