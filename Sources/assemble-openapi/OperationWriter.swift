import APIContract
import Models

/// Completes an operation of a fragment with what the route table implies.
struct OperationWriter {
    let endpoint: Endpoint
    let operation: YAMLEntry

    /// The complete operation.
    /// - Throws: ``FragmentFault`` if the fragment repeats what the route table implies, or cannot be completed.
    func lines() throws(FragmentFault) -> [String] {
        let members = operation.children
        for name in ["operationId", "security", "x-required-scope"] where members.contains(where: { $0.key == name }) {
            throw FragmentFault("\(name) comes from the route table")
        }
        func written(_ names: [String]) -> [String] {
            members.filter { names.contains($0.key) }.flatMap(\.lines)
        }
        let known = ["tags", "summary", "description", "parameters", "requestBody", "responses"]
        var lines = operation.comments + [operation.head, "      operationId: \(endpoint.rawValue)"]
        lines += written(["tags", "summary"])
        lines += try description(members.first { $0.key == "description" })
        if let scope {
            lines.append("      x-required-scope: \(scope)")
        } else if !endpoint.route.requiresCredentials {
            lines.append("      security: \(openSecurity)")
        }
        lines += members.filter { !known.contains($0.key) }.flatMap(\.lines)
        lines += parameters(members.first { $0.key == "parameters" })
        lines += written(["requestBody"])
        lines += try responses(members.first { $0.key == "responses" }?.children ?? [])
        return lines
    }

    private var scope: String? { endpoint.route.scope?.rawValue }

    /// The `security` of an operation without a scope of its own.
    private var openSecurity: String {
        guard case .alerts = endpoint.route.access else { return "[]" }
        return "[{alertToken: []}, {fjordAlertToken: []}, {bearer: []}]"
    }

    /// The description, with the scope in its last line unless the fragment describes the scopes itself.
    private func description(_ written: YAMLEntry?) throws(FragmentFault) -> [String] {
        guard let scope else { return written?.lines ?? [] }
        let sentence = "Requires the scope `\(scope)`."
        guard let written else { return ["      description: \(sentence)"] }
        if written.lines.contains(where: { $0.contains("Requires the scope") }) { return written.lines }
        guard written.inlineValue == "|" else {
            throw FragmentFault("the description must be a block (`description: |`), so that the scope can be added")
        }
        return written.lines + ["        " + sentence]
    }

    private func parameters(_ written: YAMLEntry?) -> [String] {
        let standard = endpoint.route.standardParameters.map { "        - {$ref: '#/components/parameters/\($0)'}" }
        guard let written else { return standard.isEmpty ? [] : ["      parameters:"] + standard }
        return written.lines + standard
    }

    private func responses(_ written: [YAMLEntry]) throws(FragmentFault) -> [String] {
        var byStatus: [Int: [String]] = [:]
        for response in endpoint.route.standardResponses {
            byStatus[response.status] = [
                "        '\(response.status)': {$ref: '#/components/responses/\(response.name)'}"
            ]
        }
        for response in written {
            guard let status = Int(response.key) else { throw FragmentFault("\(response.key) is not a status") }
            guard byStatus[status] == nil else { throw FragmentFault("\(status) comes from the route table") }
            byStatus[status] =
                response.inlineValue.isEmpty
                ? try response.adding(headers: endpoint.route.standardHeaders(status)).lines : response.lines
        }
        return ["      responses:"] + byStatus.sorted { $0.key < $1.key }.flatMap(\.value)
    }
}

extension YAMLEntry {
    /// A response with headers in addition to its own.
    func adding(headers names: [String]) throws(FragmentFault) -> YAMLEntry {
        var members = children
        guard let first = members.first else { throw FragmentFault("\(key) must be written in block style") }
        let indent = String(repeating: " ", count: first.head.indentation)
        let added = names.map { "\(indent)  \($0): {$ref: '#/components/headers/\($0)'}" }
        if let index = members.firstIndex(where: { $0.key == "headers" }) {
            guard members[index].inlineValue.isEmpty else {
                throw FragmentFault("the headers of \(key) must be written in block style")
            }
            members[index].body += added
        } else {
            let headers = YAMLEntry(key: "headers", head: "\(indent)headers:", body: added)
            members.insert(headers, at: members.firstIndex { $0.key == "content" } ?? members.count)
        }
        var copy = self
        copy.body = members.flatMap(\.lines)
        return copy
    }
}

/// Why a fragment cannot be assembled.
struct FragmentFault: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
