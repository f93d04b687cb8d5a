import Documents
package import HTTPKit
import HTTPTypes
package import Primitives
package import ServiceKit

extension Response {
    /// 200 with a single object.
    /// - Parameters:
    ///   - etag: The object's tag; nil if it has none.
    ///   - write: Writes the object.
    package static func object(etag: ETag? = nil, _ write: (inout JSONWriter) throws -> Void) rethrows -> Response {
        var writer = JSONWriter(capacity: 1_024, collectsMentions: true)
        try write(&writer)
        var response = Response.json(writer.bytes)
        response.mentions = writer.mentions
        if let etag { response.headers[.eTag] = etag.headerValue }
        return response
    }

    /// 201 with the new object.
    /// - Parameters:
    ///   - location: The object's path, percent-encoded; nil if it cannot be read by itself.
    ///   - etag: The object's tag; nil if it has none.
    ///   - write: Writes the object.
    package static func created(location: String?, etag: ETag? = nil, _ write: (inout JSONWriter) throws -> Void)
        rethrows -> Response
    {
        var response = try object(etag: etag, write)
        response.status = .created
        response.headers[.location] = location
        return response
    }

    /// The response with `Cache-Control: no-store`, because it contains a secret (RFC 9111, section 5.2.2.5).
    var holdingSecret: Response {
        var response = self
        response.headers[.cacheControl] = "no-store"
        return response
    }

    /// 200 with a page of a list, and `Link` if there is a next page.
    /// - Parameters:
    ///   - list: The requested page.
    ///   - more: Writes further members of the page.
    ///   - write: Writes the elements and returns the cursor of the next page; nil on the last page.
    package static func list(
        _ list: ListParameters, of request: Request, more: (inout JSONWriter) -> Void = { _ in },
        _ write: (inout JSONWriter) throws -> Cursor?
    ) rethrows -> Response {
        var writer = JSONWriter(capacity: 16_384)
        writer.beginObject()
        writer.key("data")
        writer.beginArray()
        let next = try write(&writer)?.text(binding: list.binding)
        writer.endArray()
        writer.page(limit: list.limit, next: next)
        more(&writer)
        writer.endObject()
        var response = Response.json(writer.bytes)
        if let next, let name = HTTPField.Name.webLink {
            response.headers[name] = "<\(request.target(withCursor: next))>; rel=\"next\""
        }
        return response
    }

    /// 200 with a page of elements that are already loaded. The first `limit` are written; another one means that there
    /// is a next page.
    /// - Parameters:
    ///   - elements: Up to `limit + 1` elements, in order.
    ///   - cursor: The cursor after the last element written.
    ///   - write: Writes an element.
    package static func list<Element>(
        _ elements: [Element], _ list: ListParameters, of request: Request, cursor: (Element) -> Cursor,
        write: (Element, inout JSONWriter) throws -> Void
    ) rethrows -> Response {
        try self.list(list, of: request) { writer in
            for element in elements.prefix(list.limit) { try write(element, &writer) }
            return elements.count > list.limit ? cursor(elements[list.limit - 1]) : nil
        }
    }
}

extension HTTPField.Name {
    /// Links to other resources (RFC 8288, section 3).
    fileprivate static let webLink = HTTPField.Name("Link")
}

extension JSONWriter {
    fileprivate mutating func page(limit: Int, next: String?) {
        key("page")
        beginObject()
        key("limit")
        integer(limit)
        key("next")
        string(next)
        endObject()
    }
}

extension Request {
    /// The request's path and query with another cursor. The rest of the query is left unchanged.
    func target(withCursor cursor: String) -> String {
        let rest = query.raw.split(separator: "&").filter { !$0.hasPrefix("cursor=") }
        return path + "?" + (rest + ["cursor=\(cursor)"]).joined(separator: "&")
    }
}
