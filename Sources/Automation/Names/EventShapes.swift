package import Models

/// The structures of the event documents, by event type: which paths conditions and texts can find in them.
package struct EventShapes: Sendable {
    private let shapes: [EventType: ValueShape]

    /// - Parameter shape: Returns the structure of the document of a type's events, an object.
    package init(_ shape: (EventType) -> ValueShape) {
        shapes = Dictionary(uniqueKeysWithValues: EventType.allCases.map { ($0, shape($0)) })
    }

    /// Everything that the documents of these types can contain.
    package func shape(of types: some Sequence<EventType>) -> ValueShape {
        ValueShape(unionOf: types.compactMap { shapes[$0] })
    }

    /// The types whose documents can contain the path, in the order of the documentation.
    func types(with path: [String], countsLength: Bool) -> [EventType] {
        EventType.allCases.filter { shapes[$0]?.value(at: path, countsLength: countsLength) != nil }
    }
}
