import APIContract
import Primitives

extension Session {
    /// Prints a run of a rule.
    func showRun(_ id: String, of slug: String, output: OutputOptions) async throws {
        try await showTrace(.ruleRun, await api.get(GatewayPath(.getRuleRun, slug, id)), output: output)
    }

    /// Prints the result of a rule: on a terminal, its checks, condition and actions as trees.
    func showTrace(_ noun: Noun, _ object: @autoclosure () async throws -> JSON, output: OutputOptions) async throws {
        guard output.json == nil, console.isTerminal else {
            return try await show(noun, await object(), output: output)
        }
        let object = try await object()
        let drawn: Set = ["checks", "trace", "actions"]
        try await show(noun, .object((object.objectValue ?? [:]).filter { !drawn.contains($0.key) }), output: output)
        for tree in Self.trees(of: object) {
            console.print("")
            for line in tree.lines { console.print(CellText.cut(CellText.visible(line), to: console.width)) }
        }
    }

    static func trees(of object: JSON) -> [Tree] {
        var trees: [Tree] = []
        let checks = object["checks"]?.arrayValue ?? []
        if !checks.isEmpty { trees.append(Tree(label: "checks", children: checks.map(check))) }
        if let trace = object["trace"], !trace.isNull {
            trees.append(Tree(label: "condition", children: [Tree(trace: trace)]))
        }
        let actions = (object["actions"]?.arrayValue ?? []).enumerated()
        if !(object["actions"]?.arrayValue ?? []).isEmpty {
            trees.append(Tree(label: "actions", children: actions.map { action($1, position: $0) }))
        }
        return trees
    }

    private static func check(_ check: JSON) -> Tree {
        let mark = check["holds"] == true ? "✓" : "✗"
        return Tree(label: "\(mark) \(CellText.of(check["check"])): \(CellText.of(check["detail"]))")
    }

    /// An action of a test (`call`, `skipped` or `problem`) or of a run (with its state and result).
    private static func action(_ action: JSON, position: Int) -> Tree {
        let state = action["state"]?.stringValue.map { " (\($0))" } ?? ""
        var tree = Tree(label: "\(position) \(CellText.of(action["action"]))\(state)")
        for name in ["call", "result"] {
            if let value = action[name], !value.isNull { tree.children.append(Tree(name, value)) }
        }
        if let reason = action["skipped"]?.stringValue { tree.children.append(Tree(label: "skipped: \(reason)")) }
        if let problem = action["problem"], !problem.isNull {
            tree.children.append(Tree(label: "problem: \(CellText.of(problem: problem))"))
        }
        for name in ["attempts", "due_at"] {
            guard let value = action[name], !value.isNull, value != 0 else { continue }
            tree.children.append(Tree(name, value))
        }
        return tree
    }
}
