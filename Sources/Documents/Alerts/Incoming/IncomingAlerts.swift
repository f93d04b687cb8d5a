package import Models
package import Primitives

/// The alerts in a body that a monitoring system sent. An alert that cannot be read does not cost the others: it is
/// reported in ``problems``.
package struct IncomingAlerts: Sendable {
    package private(set) var alerts: [IncomingAlert] = []
    package private(set) var problems: [FieldError] = []

    /// The formats that can be read.
    package static let sources: [AlertSource] = [.alertmanager, .generic]

    /// - Parameters:
    ///   - source: One of ``sources``; another one has no alerts.
    ///   - severity: The severity of alerts that have none.
    /// - Throws: 400 if the body is neither an object nor an array.
    package init(parsing bytes: [UInt8], from source: AlertSource, severity: Int) throws(Failure) {
        let body: JSON
        do throws(JSONError) {
            body = try JSON(repairing: bytes)
        } catch {
            throw Failure(.malformedJSON, detail: "The body is not JSON: \(error.description).")
        }
        switch source {
        case .alertmanager: readAlertmanager(body, severity)
        case .generic: readGeneric(body, severity)
        default: break
        }
    }

    private mutating func readAlertmanager(_ body: JSON, _ severity: Int) {
        guard let elements = body["alerts"]?.arrayValue else { return fail("/alerts", "must be an array of alerts") }
        let notification = AlertmanagerNotification(body: body, severity: severity)
        for (index, element) in elements.enumerated() {
            take(at: "/alerts/\(index)") { () throws(IncomingFault) in try notification.alert(element) }
        }
    }

    private mutating func readGeneric(_ body: JSON, _ severity: Int) {
        let reader = GenericAlert(severity: severity)
        guard let elements = body.arrayValue else {
            return take(at: "") { () throws(IncomingFault) in try reader.alert(body) }
        }
        for (index, element) in elements.enumerated() {
            take(at: "/\(index)") { () throws(IncomingFault) in try reader.alert(element) }
        }
    }

    private mutating func take(at pointer: String, _ read: () throws(IncomingFault) -> IncomingAlert) {
        do throws(IncomingFault) {
            alerts.append(try read())
        } catch {
            fail(pointer + error.pointer, error.detail)
        }
    }

    private mutating func fail(_ pointer: String, _ detail: String) {
        problems.append(FieldError(pointer: pointer, detail: detail))
    }
}

/// Why an alert cannot be read.
struct IncomingFault: Error {
    /// The location within the alert.
    let pointer: String
    /// What is wrong, as in `must be …`.
    let detail: String

    init(_ pointer: String, _ detail: String) {
        self.pointer = pointer
        self.detail = detail
    }
}

extension JSON {
    /// A text that is not blank, without surrounding white space; numbers become text. Nil for anything else.
    var alertText: String? {
        let text: String
        switch self {
        case .string(let value): text = PythonText.trimmed(value)
        case .integer, .number: text = PythonText.string(of: self)
        default: return nil
        }
        return text.isEmpty ? nil : text
    }

    /// A time; nil if it is missing, unreadable or in the year 1, which Go programs write for no time.
    var alertTime: Timestamp? {
        guard let text = stringValue, !text.hasPrefix("0001-") else { return nil }
        return Timestamp(text)
    }
}

/// Severities from 0 (low) to 10 (high).
enum AlertSeverity {
    private static let words: [String: Int] = [
        "emergency": 10, "disaster": 10, "fatal": 10, "page": 10, "critical": 10, "p1": 10,
        "error": 8, "high": 8, "major": 8, "p2": 8,
        "warning": 5, "warn": 5, "medium": 5, "average": 5, "moderate": 5, "p3": 5,
        "minor": 3, "low": 3, "p4": 3,
        "info": 1, "information": 1, "informational": 1, "notice": 1, "p5": 1,
        "debug": 0, "none": 0, "ok": 0,
    ]

    /// The severity that a word or a number from 0 to 10 means; nil for other values.
    static func of(_ json: JSON?) -> Int? {
        guard let text = json?.alertText?.lowercased() else { return nil }
        if let word = words[text] { return word }
        return Int(text).flatMap { (0...10).contains($0) ? $0 : nil }
    }
}
