/// A first-in, first-out queue with amortised constant-time operations.
struct Queue<Element>: Sequence {
    private var elements: [Element?] = []
    private var head = 0

    /// Storage is compacted only if more than this many slots at its start are free.
    private static var compactionThreshold: Int { 64 }

    var isEmpty: Bool { head == elements.count }
    var count: Int { elements.count - head }
    var first: Element? { isEmpty ? nil : elements[head] }

    mutating func append(_ element: Element) {
        elements.append(element)
    }

    mutating func popFirst() -> Element? {
        guard head < elements.count else { return nil }
        let element = elements[head]
        elements[head] = nil
        head += 1
        if head == elements.count {
            elements.removeAll(keepingCapacity: true)
            head = 0
        } else if head > Self.compactionThreshold, head * 2 > elements.count {
            elements.removeFirst(head)
            head = 0
        }
        return element
    }

    mutating func removeAll(where matches: (Element) -> Bool) -> [Element] {
        var removed: [Element] = []
        var kept: [Element?] = []
        for element in self {
            if matches(element) { removed.append(element) } else { kept.append(element) }
        }
        (elements, head) = (kept, 0)
        return removed
    }

    func makeIterator() -> AnyIterator<Element> {
        var rest = elements[head...].makeIterator()
        return AnyIterator { rest.next() ?? nil }
    }
}
