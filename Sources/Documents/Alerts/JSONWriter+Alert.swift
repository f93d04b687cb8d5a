package import Models
package import Primitives

extension JSONWriter {
    /// Writes an `AlertFlavor`.
    package mutating func alertFlavor(_ flavor: AlertFlavor) {
        beginObject()
        key("id")
        string(flavor.id.text)
        key("slug")
        string(flavor.slug)
        key("name")
        string(flavor.name)
        key("description")
        string(flavor.description)
        key("more_info")
        string(flavor.moreInfo)
        key("default_severity")
        integer(flavor.defaultSeverity)
        key("enabled")
        bool(flavor.isEnabled)
        key("source")
        string(flavor.source?.rawValue)
        key("channel")
        string(flavor.channel?.slug)
        key("template")
        string(flavor.template?.slug)
        key("policy")
        value(flavor.policy.document)
        key("created_at")
        timestamp(flavor.createdAt)
        key("updated_at")
        timestamp(flavor.updatedAt)
        endObject()
    }

    /// Writes an `AlertToken`, with the token itself in the responses that create and rotate it.
    package mutating func alertToken(_ token: AlertToken, secret: String? = nil) {
        beginObject()
        key("id")
        string(token.id.text)
        key("summary")
        string(token.summary)
        key("contact")
        string(token.contact)
        if let secret {
            key("token")
            string(secret)
        }
        key("flavors")
        strings(token.flavors.keys.sorted())
        key("enabled")
        bool(token.isEnabled)
        key("disabled_reason")
        string(token.disabledReason)
        key("created_at")
        timestamp(token.createdAt)
        key("updated_at")
        timestamp(token.updatedAt)
        endObject()
    }

    /// Writes an `AlertRecord`, an alert of the Alerts API.
    package mutating func alertRecord(_ record: AlertRecord) {
        beginObject()
        key("id")
        integer(record.id)
        key("created")
        timestamp(record.createdAt)
        key("flavor")
        string(record.flavor)
        key("severity")
        integer(record.content.severity)
        key("summary")
        string(record.content.summary)
        key("description")
        string(record.content.description)
        key("emitter_name")
        string(record.content.emitterName)
        key("emitter_version")
        integer(record.content.emitterVersion)
        key("start_time")
        timestamp(record.content.startTime)
        key("end_time")
        timestamp(record.content.endTime)
        key("links")
        beginArray()
        for link in record.content.links { alertLink(link) }
        endArray()
        endObject()
    }

    private mutating func alertLink(_ link: AlertContent.Link) {
        beginObject()
        key("name")
        string(link.name)
        key("url")
        string(link.url)
        endObject()
    }
}
