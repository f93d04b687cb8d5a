package import Models
package import Primitives
import TrackerKit

extension JSONWriter {
    /// Writes a `Template`.
    package mutating func template(_ template: Template) {
        beginObject()
        key("id")
        string(template.id.text)
        key("slug")
        string(template.slug)
        key("title")
        string(template.title)
        key("description")
        string(template.description)
        key("channel")
        string(template.channel)
        key("source")
        value(
            template.source.map {
                ["format": .string($0.format.rawValue), "path": .string($0.path), "gone_since": JSON($0.goneSince)]
            }
                ?? .null)
        key("version")
        integer(template.version)
        content(template.content)
        key("created_at")
        timestamp(template.createdAt)
        key("updated_at")
        timestamp(template.updatedAt)
        endObject()
    }

    /// Writes a `TemplateVersion`.
    package mutating func templateVersion(_ version: TemplateVersion) {
        beginObject()
        key("version")
        integer(version.number)
        content(version.content)
        key("created_at")
        timestamp(version.createdAt)
        endObject()
    }

    private mutating func content(_ content: TemplateContent) {
        key("ticket")
        value(content.ticket.json)
        key("variables")
        value(.array(content.variables.map(\.json)))
    }
}
