import APIContract
import Primitives

/// The changes that `apply` makes, in order.
struct Plan: Sendable {
    private(set) var changes: [PlannedChange] = []

    /// Compares documents with the objects on the gateway.
    /// - Parameter prunes: Whether to delete objects of the documents' kinds that are in no file.
    init(_ documents: DocumentSet, prunes: Bool, in session: Session) async throws {
        for object in documents.ordered {
            let path = GatewayPath(object.name.kind.endpoints.get, object.name.slug)
            changes.append(PlannedChange(object, present: try await session.api.find(path)))
        }
        guard prunes else { return }
        // Objects that reference others are deleted first.
        for kind in documents.kinds.reversed() {
            var slugs: [String] = []
            try await session.api.list(GatewayPath(kind.endpoints.list), limit: nil) { object in
                guard let slug = object["slug"]?.stringValue, kind.mayPrune(object) else { return }
                if !documents.has(.init(kind: kind, slug: slug)) { slugs.append(slug) }
            }
            for slug in slugs {
                let path = GatewayPath(kind.endpoints.get, slug)
                guard let present = try await session.api.find(path) else { continue }
                changes.append(PlannedChange(pruning: .init(kind: kind, slug: slug), etag: present.etag))
            }
        }
    }

    /// The changes that write something.
    var effective: [PlannedChange] { changes.filter { $0.action != .none } }

    /// Such as `2 to create, 1 to change`, or `nothing to do`.
    var summary: String {
        let parts: [(PlannedChange.Action, String)] = [
            (.create, "to create"), (.change, "to change"), (.delete, "to delete"),
        ]
        let counts = parts.compactMap { action, text in
            let count = changes.count { $0.action == action }
            return count == 0 ? nil : "\(count) \(text)"
        }
        return counts.isEmpty ? "nothing to do" : counts.joined(separator: ", ")
    }

    var lines: [String] { effective.flatMap(\.lines) + [summary] }
}

extension Session {
    /// Performs a change, on condition that the object has not changed since it was compared (`If-Match`).
    func perform(_ change: PlannedChange) async throws {
        let endpoints = change.name.kind.endpoints
        let slug = change.name.slug
        switch change.action {
        case .create: _ = try await api.post(GatewayPath(endpoints.create), change.body)
        case .change:
            _ = try await api.patch(GatewayPath(endpoints.update, slug), change.body, write: .onlyIf(change.etag))
        case .delete: try await api.delete(GatewayPath(endpoints.delete, slug), write: .onlyIf(change.etag))
        case .none: break
        }
    }
}
