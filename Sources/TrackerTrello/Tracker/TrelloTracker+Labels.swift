import HTTPTypes
import Primitives
package import TrackerKit

extension TrelloTracker {
    /// The maximum number of labels that Trello lists, and that a board can have.
    private static let labelLimit = 1000

    /// The labels of a board, in one page. A label without a name is named after its colour.
    package func labels(of project: ProjectReference, page: PageToken?) async throws -> Page<RemoteLabel> {
        try requireOnlyPage(page)
        return try await labelRows(of: project).map(\.label)
    }

    /// Throws `conflict` if the name exists. Trello would accept a second label with the same name, and the two could
    /// not be distinguished.
    package func createLabel(_ draft: LabelDraft, in project: ProjectReference) async throws -> RemoteLabel {
        let body = try labelBody(draft)
        try requireFree(draft.name.value ?? "", among: try await labels(of: project))
        return try await makeLabel(body, boardID: nil, in: project).label
    }

    package func updateLabel(_ name: String, _ draft: LabelDraft, in project: ProjectReference) async throws
        -> RemoteLabel
    {
        let body = try labelBody(draft)
        let present = try await labels(of: project)
        let label = try label(name, among: present)
        if let name = draft.name.value { try requireFree(name, among: present.filter { $0.id != label.id }) }
        let call = APICall(.put, APIPath("labels", label.id), body: .object(body), what: "label \(name)")
        return try Trello.Label(try await client.object(call)).label
    }

    /// Also removes the label from its cards.
    package func deleteLabel(_ name: String, in project: ProjectReference) async throws {
        let label = try label(name, among: try await labels(of: project))
        try await client.send(APICall(.delete, APIPath("labels", label.id), what: "label \(name)"))
    }

    /// The IDs of labels by their names. Missing labels are created, without a colour.
    /// - Parameter boardID: the board's ID, if known.
    func labelIDs(_ names: [String], boardID: String?, in project: ProjectReference) async throws -> [String] {
        guard !names.isEmpty else { return [] }
        var present = try await labels(of: project)
        var ids: [String] = []
        for name in names {
            let label: Trello.Label
            if let known = present.named(name) {
                label = known
            } else {
                guard !name.isEmpty else { throw TrackerError.invalid("/labels", "a label must have a name") }
                label = try await makeLabel(
                    ["name": .string(try name.checked("/labels")), "color": .null], boardID: boardID, in: project)
                present.append(label)
            }
            if !ids.contains(label.id) { ids.append(label.id) }
        }
        return ids
    }

    private func labels(of project: ProjectReference) async throws -> [Trello.Label] {
        try await labelRows(of: project).items
    }

    private func labelRows(of project: ProjectReference) async throws -> Page<Trello.Label> {
        let path = try board(project).appending("labels").query([
            "fields": "name,color", "limit": String(Self.labelLimit),
        ])
        let rows = try await client.objects(APICall(.get, path, what: "labels of \(project.path)"))
        return try rows.reading("name", "id") { try Trello.Label($0) }
    }

    private func makeLabel(_ fields: [String: JSON], boardID: String?, in project: ProjectReference) async throws
        -> Trello.Label
    {
        var fields = fields
        fields["color"] = fields["color"] ?? .null
        fields["idBoard"] = .string(try await identifier(of: project, known: boardID))
        let call = APICall(.post, APIPath("labels"), body: .object(fields), what: "project \(project.path)")
        return try Trello.Label(try await client.object(call))
    }

    private func label(_ name: String, among labels: [Trello.Label]) throws -> Trello.Label {
        guard let label = labels.named(name) else { throw TrackerError.notFound(what: "label \(name)") }
        return label
    }

    private func requireFree(_ name: String, among labels: [Trello.Label]) throws {
        guard !labels.contains(where: { LabelName($0.displayName) == LabelName(name) }) else {
            throw TrackerError.conflict(.withoutCall("the board already has a label with this name"))
        }
    }

    private func labelBody(_ draft: LabelDraft) throws -> [String: JSON] {
        var body: [String: JSON] = [:]
        if let name = draft.name.value {
            guard !name.isEmpty else { throw TrackerError.invalid("/name", "must not be empty") }
            body["name"] = .string(try name.checked("/name"))
        }
        if case .set(let color) = draft.color {
            let nearest = color.map(Trello.Palette.nearest)
            if case .some(.none) = nearest { throw TrackerError.invalid("/color", "must be six hexadecimal digits") }
            body["color"] = JSON(nearest ?? nil)
        }
        if let description = draft.description.value ?? nil, !description.isEmpty {
            throw TrackerError.invalid("/description", "Trello's labels have no description")
        }
        return body
    }

    /// The board's ID, for calls that don't accept its short link.
    func identifier(of project: ProjectReference, known: String? = nil) async throws -> String {
        if let known { return known }
        return project.path.isTrelloID ? project.path : try await self.project(project.path).remoteID
    }
}
