import HTTPKit
import Models
import Primitives
import ServiceKit

extension Delivery {
    /// The content as a caller may see it.
    func content(for principal: Principal) -> DeliveryContent {
        DeliveryContent(
            headers: JSON.object(headers.mapValues { .string($0) }).maskingSecrets,
            body: principal.allows(.ticketsConfidential) ? maskedBody : nil)
    }

    private var maskedBody: String {
        // Parsed as leniently as in the adapter: masking must not depend on an invalid value elsewhere in the body.
        if let json = try? JSON(repairing: body) { return json.maskingSecrets.text }
        if headers["content-type"]?.lowercased().hasPrefix("application/x-www-form-urlencoded") == true {
            return form.maskingSecrets.text
        }
        let text = String(decoding: body, as: UTF8.self)
        return JSON.string(text).maskingSecrets.stringValue ?? ""
    }

    /// The fields of a form body; values that are JSON are parsed.
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
