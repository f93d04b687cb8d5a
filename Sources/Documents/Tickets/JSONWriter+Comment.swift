package import Models
package import Primitives
import TrackerKit

extension JSONOutput {
    /// Writes a `Comment`.
    /// - Parameter includesRemoteData: Whether to include the tracker's own JSON.
    mutating func comment(of comment: Comment, in channel: Channel, includesRemoteData: Bool = false) {
        beginObject()
        key("id")
        string(comment.id.text)
        ticketReference(channel, comment.ticketID)
        if !comment.isInternal { mention(.comment(comment.id)) }
        key("remote_id")
        string(comment.remoteID)
        key("url")
        string(comment.url)
        key("thread_id")
        string(comment.threadID)
        key("author")
        value(comment.author?.json ?? .null)
        key("on_behalf_of")
        string(comment.onBehalfOf)
        key("body")
        string(comment.body)
        key("internal")
        bool(comment.isInternal)
        key("system")
        bool(comment.isSystem)
        key("created_at")
        timestamp(comment.createdAt)
        key("updated_at")
        timestamp(comment.updatedAt)
        key("synced_at")
        timestamp(comment.syncedAt)
        if includesRemoteData, let data = comment.remoteData {
            key("remote_data")
            value(data)
        }
        endObject()
    }

    fileprivate mutating func ticketReference(_ channel: Channel, _ ticket: MirroredTicket.ID) {
        mention(.ticket(ticket))
        key("channel")
        string(channel.slug)
        key("tracker")
        string(channel.tracker.rawValue)
        key("ticket")
        string(ticket.text)
    }
}

extension JSONWriter {
    /// Writes a `Comment`.
    /// - Parameter includesRemoteData: Whether to include the tracker's own JSON.
    package mutating func comment(_ comment: Comment, in channel: Channel, includesRemoteData: Bool = false) {
        self.comment(of: comment, in: channel, includesRemoteData: includesRemoteData)
    }

    /// Writes an `Attachment`.
    /// - Parameter contentPath: The gateway's path of the content, for attachments without a URL at the tracker.
    package mutating func attachment(_ attachment: Attachment, in channel: Channel, contentPath: String) {
        beginObject()
        key("id")
        string(attachment.id.text)
        ticketReference(channel, attachment.ticketID)
        key("remote_id")
        string(attachment.remote.remoteID)
        key("filename")
        string(attachment.remote.filename)
        key("content_type")
        string(attachment.remote.contentType)
        key("size")
        if let size = attachment.remote.size { integer(size) } else { null() }
        key("url")
        string(attachment.remote.url.hasPrefix("http") ? attachment.remote.url : contentPath)
        key("author")
        value(attachment.remote.author?.json ?? .null)
        key("created_at")
        timestamp(attachment.createdAt)
        endObject()
    }

    /// Writes a `Link`.
    package mutating func link(_ link: TicketLink) {
        mention(.ticket(link.ticketID))
        if let target = link.target.id { mention(.ticket(target)) }
        beginObject()
        key("id")
        string(link.id.text)
        key("type")
        string(link.type.rawValue)
        key("ticket")
        string(link.ticketID.text)
        key("target")
        value([
            "id": JSON(link.target.id?.text), "channel": JSON(link.target.channel), "key": JSON(link.target.key),
            "url": JSON(link.target.url), "title": JSON(link.target.title), "state": JSON(link.target.state?.rawValue),
        ])
        key("created_at")
        timestamp(link.createdAt)
        endObject()
    }
}

extension Comment {
    /// The comment as the API shows it.
    package func json(in channel: Channel) throws(JSONError) -> JSON {
        var builder = JSONBuilder()
        builder.comment(of: self, in: channel)
        return try builder.finish()
    }
}
