package import Models
import Primitives

/// The body of a POST to the Alerts API. The flavor is read first and the other fields later, because the rights of the
/// caller are checked in between.
package struct AlertPost: Sendable {
    private let fields: [String: JSON]
    /// The slug of the flavor, which may not exist.
    package let flavor: String

    /// - Throws: ``AlertRefusal/malformedJSON(_:)`` or ``AlertRefusal/flavorMissing``.
    package init(parsing bytes: [UInt8]) throws(AlertRefusal) {
        fields = try Self.object(bytes)
        guard let flavor = fields["flavor"] else { throw .flavorMissing }
        self.flavor = PythonText.string(of: flavor)
    }

    private static func object(_ bytes: [UInt8]) throws(AlertRefusal) -> [String: JSON] {
        if bytes.isEmpty { return [:] }
        let json: JSON
        do throws(JSONError) { json = try JSON(parsing: bytes) } catch { throw .malformedJSON(error.description) }
        guard case .object(let fields) = json else { throw .malformedJSON("the body must be an object") }
        return fields
    }

    /// The maximum length of `emitter_name` in Unicode scalars.
    private static let maximumEmitterName = 100
    /// The maximum length of a link's name and URL in Unicode scalars.
    private static let maximumLink = 200

    /// The alert without its flavor.
    /// - Throws: ``AlertRefusal/invalid(_:)`` with all invalid fields; if there are none, with all invalid links.
    package func content() throws(AlertRefusal) -> AlertContent {
        var reader = Reader(fields: fields)
        let severity = reader.required("severity", AlertField.integer)
        let summary = reader.required("summary") { json throws(AlertField.Fault) in try AlertField.text(json) }
        let description = reader.required("description") { json throws(AlertField.Fault) in
            try AlertField.text(json, allowsBlank: true)
        }
        let name = reader.required("emitter_name") { json throws(AlertField.Fault) in
            try AlertField.text(json, maximum: Self.maximumEmitterName)
        }
        let version = reader.required("emitter_version", AlertField.integer)
        let startTime = reader.time("start_time")
        let endTime = reader.time("end_time")
        guard let severity, let summary, let description, let name, let version, reader.errors.isEmpty else {
            throw .invalid(reader.errors)
        }
        var content = AlertContent(
            severity: severity, summary: summary, description: description, emitterName: name, emitterVersion: version)
        content.startTime = startTime
        content.endTime = endTime
        content.links = try links()
        return content
    }

    private func links() throws(AlertRefusal) -> [AlertContent.Link] {
        guard let json = fields["links"] else { return [] }
        guard let elements = json.arrayValue else { throw Self.invalidLinks(["Expected a list of links."]) }
        var links: [AlertContent.Link] = []
        var messages: [String] = []
        for element in elements {
            do throws(AlertField.Fault) { links.append(try Self.link(element)) } catch {
                messages.append(error.message)
            }
        }
        guard messages.isEmpty else { throw Self.invalidLinks(messages) }
        return links
    }

    private static func link(_ json: JSON) throws(AlertField.Fault) -> AlertContent.Link {
        guard let name = json["name"], let url = json["url"] else {
            throw AlertField.Fault("Missing names or urls in link data. \(PythonText.representation(of: json))")
        }
        return AlertContent.Link(name: try linkText(name), url: try linkText(url))
    }

    /// The original API stores both as they are sent.
    private static func linkText(_ json: JSON) throws(AlertField.Fault) -> String {
        try AlertField.text(json, maximum: maximumLink, allowsBlank: true, trims: false)
    }

    private static func invalidLinks(_ messages: [String]) -> AlertRefusal {
        .invalid(AlertFieldErrors("links", messages))
    }

    /// Reads fields and collects their errors.
    private struct Reader {
        let fields: [String: JSON]
        var errors = AlertFieldErrors()

        mutating func required<Value>(
            _ name: String, _ read: (JSON) throws(AlertField.Fault) -> Value
        ) -> Value? {
            guard let json = fields[name] else { return fail(name, AlertMessage.required) }
            if json.isNull { return fail(name, AlertMessage.null) }
            return value(json, named: name, read)
        }

        mutating func time(_ name: String) -> Timestamp? {
            guard let json = fields[name], !json.isNull else { return nil }
            return value(json, named: name, AlertField.time)
        }

        private mutating func value<Value>(
            _ json: JSON, named name: String, _ read: (JSON) throws(AlertField.Fault) -> Value
        ) -> Value? {
            do throws(AlertField.Fault) { return try read(json) } catch { return fail(name, error.message) }
        }

        private mutating func fail<Value>(_ name: String, _ message: String) -> Value? {
            errors.add(message, to: name)
            return nil
        }
    }
}
