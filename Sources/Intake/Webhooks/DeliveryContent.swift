import HTTPKit
import Models
package import Primitives
import ServiceKit

/// What is shown of a delivery beside its row.
package struct DeliveryContent: Sendable, Hashable {
    /// Its header fields; values under names that tell of a secret are masked.
    package var headers: JSON
    /// Its body as text, with secrets masked: JSON, and each field of a form, as the value that it is. Nil for callers
    /// who may not know of confidential tickets: trackers send those along with the others.
    package var body: String?
}

extension Delivery {
    /// What a caller is shown.
    func content(for principal: Principal) -> DeliveryContent {
        DeliveryContent(
            headers: JSON.object(headers.mapValues { .string($0) }).maskingSecrets,
            body: principal.allows(.ticketsConfidential) ? maskedBody : nil)
    }

    private var maskedBody: String {
        // As the adapter reads it: what is masked must not depend on an odd value elsewhere in the body.
        if let json = try? JSON(repairing: body) { return json.maskingSecrets.text }
        if headers["content-type"]?.lowercased().hasPrefix("application/x-www-form-urlencoded") == true {
            return form.maskingSecrets.text
        }
        let text = String(decoding: body, as: UTF8.self)
        return JSON.string(text).maskingSecrets.stringValue ?? ""
    }

    /// The fields of the form that the body is.
    private var form: JSON {
        var fields: [String: JSON] = [:]
        for field in body.split(separator: UInt8(ascii: "&")) {
            let name = Self.decoded(field.prefix { $0 != UInt8(ascii: "=") })
            let value = Self.decoded(field.drop { $0 != UInt8(ascii: "=") }.dropFirst())
            fields[name] = (try? JSON(repairing: Array(value.utf8))) ?? .string(value)
        }
        return .object(fields)
    }

    private static func decoded(_ bytes: ArraySlice<UInt8>) -> String {
        bytes.withUnsafeBufferPointer { PercentDecoding.lenient($0, plus: .space) }
    }
}
