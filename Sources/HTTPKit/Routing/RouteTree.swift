import HTTPTypes

/// A tree of all routes by the segments of their patterns. Literal segments take precedence over parameters, and
/// parameters over `{rest*}`.
struct RouteTree: Sendable {
    private var nodes: [RouteNode] = [RouteNode()]

    /// The matched endpoint, with the values of the pattern's variables.
    struct Match {
        var endpoint: RouteNode.Endpoint
        var parameters: PathParameters
    }

    mutating func add(_ method: HTTPRequest.Method, _ pattern: RoutePattern, handler: @escaping Handler) {
        let node = pattern.segments.reduce(0) { child(of: $0, $1) }
        var endpoint = nodes[node].endpoint ?? RouteNode.Endpoint(pattern: pattern.text)
        precondition(
            !endpoint.handlers.contains { $0.method == method }, "\(method) \(pattern.text) is registered twice")
        endpoint.handlers.append(.init(method: method, handler: handler))
        nodes[node].endpoint = endpoint
    }

    private mutating func child(of node: Int, _ segment: RoutePattern.Segment) -> Int {
        if let existing = existingChild(of: node, segment) { return existing }
        nodes.append(RouteNode())
        let new = nodes.count - 1
        switch segment {
        case .literal(let bytes): nodes[node].literals.append((bytes, new))
        case .parameter(let name): nodes[node].parameters.append(.init(name: name, node: new))
        case .rest(let name): nodes[node].rest.append(.init(name: name, node: new))
        }
        return new
    }

    private func existingChild(of node: Int, _ segment: RoutePattern.Segment) -> Int? {
        switch segment {
        case .literal(let bytes): nodes[node].literals.first { $0.bytes == bytes }?.node
        case .parameter(let name): nodes[node].parameters.first { $0.name == name }?.node
        case .rest(let name): nodes[node].rest.first { $0.name == name }?.node
        }
    }

    func hasEndpoint(_ node: Int) -> Bool { nodes[node].endpoint != nil }

    /// The nodes that a segment may lead to, with the segment that matches each: its own, in the place of a variable,
    /// or a similar one.
    func children(of node: Int, matching part: String, _ advice: PathAdvice) -> [(segment: String, node: Int)] {
        let literals = nodes[node].literals.map { (segment: String(decoding: $0.bytes, as: UTF8.self), node: $0.node) }
        let exact = literals.first { $0.segment == part }
        let near = exact == nil ? advice.meant(by: part, among: literals.map(\.segment)) : nil
        return (exact.map { [$0] } ?? []) + nodes[node].parameters.map { (part, $0.node) }
            + literals.filter { $0.segment == near }
    }

    /// The endpoint for a raw path; nil if none matches.
    /// - Throws: A 400 problem if the path's percent-encoding is malformed, or yields NUL or octets that are not UTF-8.
    func match(_ path: UnsafeBufferPointer<UInt8>) throws(Problem) -> Match? {
        guard path.first == ASCII.slash else { return nil }
        if path.contains(ASCII.percent), PercentDecoding.strict(path) == nil { throw .malformedPath }
        var parameters = PathParameters()
        guard let endpoint = match(path, from: 1, node: 0, &parameters) else { return nil }
        return Match(endpoint: endpoint, parameters: parameters)
    }

    private func match(
        _ path: UnsafeBufferPointer<UInt8>, from start: Int, node: Int, _ parameters: inout PathParameters
    ) -> RouteNode.Endpoint? {
        guard start <= path.count else { return nodes[node].endpoint }
        let end = path[start...].firstIndex(of: ASCII.slash) ?? path.count
        let segment = UnsafeBufferPointer(rebasing: path[start..<end])
        if let child = literal(segment, node), let found = match(path, from: end + 1, node: child, &parameters) {
            return found
        }
        return matchVariable(path, from: start, to: end, node: node, &parameters)
            ?? matchRest(path, from: start, node: node, &parameters)
    }

    private func literal(_ segment: UnsafeBufferPointer<UInt8>, _ node: Int) -> Int? {
        let candidates = nodes[node].literals
        if candidates.isEmpty { return nil }
        if segment.contains(ASCII.percent) {
            let decoded = PercentDecoding.strict(segment).map { Array($0.utf8) }
            return candidates.first { $0.bytes == decoded }?.node
        }
        return candidates.first { $0.bytes.count == segment.count && $0.bytes.elementsEqual(segment) }?.node
    }

    /// A parameter matches one segment, which must be neither empty nor a dot segment (RFC 3986, section 3.3).
    private func matchVariable(
        _ path: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int, node: Int, _ parameters: inout PathParameters
    ) -> RouteNode.Endpoint? {
        guard !nodes[node].parameters.isEmpty, start < end else { return nil }
        guard let value = PercentDecoding.strict(UnsafeBufferPointer(rebasing: path[start..<end])), value != ".",
            value != ".."
        else {
            return nil
        }
        for variable in nodes[node].parameters {
            parameters.append(value, for: variable.name)
            if let found = match(path, from: end + 1, node: variable.node, &parameters) { return found }
            parameters.removeLast()
        }
        return nil
    }

    /// `{rest*}` matches everything except paths with dot segments, so that handlers can't be made to leave their root.
    private func matchRest(
        _ path: UnsafeBufferPointer<UInt8>, from start: Int, node: Int, _ parameters: inout PathParameters
    ) -> RouteNode.Endpoint? {
        guard let variable = nodes[node].rest.first else { return nil }
        guard let value = PercentDecoding.strict(UnsafeBufferPointer(rebasing: path[start...])) else { return nil }
        let isDotted = value.split(separator: "/").contains { $0 == "." || $0 == ".." }
        guard !isDotted else { return nil }
        parameters.append(value, for: variable.name)
        return nodes[variable.node].endpoint
    }
}
