import HTTPKit
import HTTPTypes
import Primitives
import TrackerKit

extension GitHub {
    /// The JSON of a delivery: the body itself, or the field `payload` of a form-encoded body
    /// ([creating webhooks](https://docs.github.com/en/webhooks/using-webhooks/creating-webhooks)).
    enum Payload {
        private static let field = Array("payload=".utf8)
        /// How much of a form is decoded to read the start of its JSON. Percent-encoding may triple each byte.
        private static let beginningBytes = 256

        static func whole(of delivery: WebhookDelivery) -> [UInt8] { part(of: delivery, limit: nil) }

        /// The first bytes.
        static func beginning(of delivery: WebhookDelivery) -> [UInt8] { part(of: delivery, limit: beginningBytes) }

        private static func part(of delivery: WebhookDelivery, limit: Int?) -> [UInt8] {
            guard isForm(delivery) else { return delivery.body }
            var rest = delivery.body[...]
            while !rest.isEmpty, !rest.starts(with: field) { rest = rest.drop { $0 != UInt8(ascii: "&") }.dropFirst() }
            let value = Array(rest.dropFirst(field.count).prefix(limit ?? .max).prefix { $0 != UInt8(ascii: "&") })
            return value.withUnsafeBufferPointer { Array(PercentDecoding.lenient($0, plus: .space).utf8) }
        }

        /// The body with the credentials in its JSON masked; unchanged if there are none.
        static func masked(of delivery: WebhookDelivery, _ filter: CredentialFilter) -> [UInt8] {
            let json = whole(of: delivery), masked = filter.masked(json)
            guard masked != json else { return delivery.body }
            guard isForm(delivery) else { return masked }
            return field + Array(PercentEncoding.segment(String(decoding: masked, as: UTF8.self)).utf8)
        }

        private static func isForm(_ delivery: WebhookDelivery) -> Bool {
            (delivery.headers[.contentType] ?? "").lowercased().hasPrefix("application/x-www-form-urlencoded")
        }
    }
}
