import Primitives

/// Checks responses against the OpenAPI document. Anything undocumented is reported.
package struct ContractChecker: Sendable {
    package let document: OpenAPIDocument

    package init(document: OpenAPIDocument) { self.document = document }

    /// The differences between a response and the document; empty if it conforms.
    package func mismatches(_ response: ObservedResponse) -> [String] {
        let path = String(response.path.prefix { $0 != "?" })
        guard let template = document.template(for: path) else {
            return serverAnswer(response, "the path is not documented")
        }
        if response.method == "OPTIONS", response.status == 204 {
            return response.header("Allow") == nil ? ["\(response.title): the header Allow is missing"] : []
        }
        guard let operation = operation(response.method, template) else {
            return serverAnswer(response, "the method is not documented")
        }
        guard let documented = operation.definition["responses"]?[String(response.status)] else {
            return serverAnswer(response, "the status is not documented")
        }
        return mismatches(response, document.resolved(documented))
    }

    /// HEAD is implicitly documented for every path with GET (RFC 9110, section 9.3.2).
    private func operation(_ method: String, _ template: PathTemplate) -> OpenAPIOperation? {
        document.operation(method, at: template) ?? (method == "HEAD" ? document.operation("GET", at: template) : nil)
    }

    /// Responses that the server may send to any request are documented in `x-server-responses`.
    private func serverAnswer(_ response: ObservedResponse, _ otherwise: String) -> [String] {
        guard let documented = document.json["x-server-responses"]?[String(response.status)] else {
            return ["\(response.title): \(otherwise)"]
        }
        return mismatches(response, document.resolved(documented))
    }

    private func mismatches(_ response: ObservedResponse, _ documented: JSON) -> [String] {
        let found =
            headers(response, documented)
            + (response.method == "HEAD" ? emptyBody(response) : body(response, documented))
        return found.map { "\(response.title): \($0)" }
    }

    private func headers(_ response: ObservedResponse, _ documented: JSON) -> [String] {
        (documented["headers"]?.objectValue ?? [:]).sorted { $0.key < $1.key }.flatMap { name, definition -> [String] in
            let header = document.resolved(definition)
            guard let value = response.header(name) else {
                return header["required"] == true ? ["the header \(name) is missing"] : []
            }
            guard let schema = header["schema"] else { return [] }
            return document.validator.violations(of: headerValue(value, document.resolved(schema)), against: schema).map
            {
                "the header \(name) \($0.message)"
            }
        }
    }

    private func headerValue(_ text: String, _ schema: JSON) -> JSON {
        schema["type"] == "integer" ? Int64(text).map(JSON.integer) ?? .string(text) : .string(text)
    }

    private func emptyBody(_ response: ObservedResponse) -> [String] {
        response.body.isEmpty ? [] : ["there is a body where none belongs"]
    }

    private func body(_ response: ObservedResponse, _ documented: JSON) -> [String] {
        guard let contents = documented["content"]?.objectValue else { return emptyBody(response) }
        guard let type = response.mediaType else { return ["the header Content-Type is missing"] }
        guard let content = contents[type] ?? contents["*/*"] else {
            return ["the media type \(type) is not documented"]
        }
        guard type == "application/json" || type.hasSuffix("+json"), let schema = content["schema"] else { return [] }
        do {
            return document.validator.violations(of: try JSON(parsing: response.body), against: schema).map {
                "the body's \($0)"
            }
        } catch {
            return ["the body is no JSON: \(error)"]
        }
    }
}

extension ObservedResponse {
    fileprivate var title: String { "\(method) \(path) → \(status)" }
}
