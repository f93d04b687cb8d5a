import Models
import Primitives
import Testing

@testable import Intake

/// Trackers that hang leave slots for the syncs of others.
@Suite struct SyncSlotsTests {
    private let slots = SyncSlots(SyncPolicy())
    private let identifiers = UUIDv7Source()

    private func connection() -> Connection.ID { identifiers.next() }

    @Test func `four trackers that hang in all slots leave half of them to others once that is known`() {
        let hanging = (0..<4).map { _ in connection() }
        for (index, id) in hanging.enumerated() {
            for number in 0..<2 {
                slots.take("\(index)/\(number)", id)
                slots.beganCall("\(index)/\(number)", at: .zero)
            }
        }
        #expect(!slots.isFree(at: .seconds(7)))
        #expect(slots.isFree(at: .seconds(8)))
        #expect(Set(slots.busy(at: .seconds(8))) == Set(hanging))
        // Four of the slots are free, and no more.
        for number in 0..<4 {
            #expect(slots.isFree(at: .seconds(8)))
            slots.take("other \(number)", connection())
        }
        #expect(!slots.isFree(at: .seconds(8)))
    }

    @Test func `a tracker that was slow has one slot until it has been fast for a while`() {
        let id = connection()
        slots.take("a", id)
        slots.beganCall("a", at: .zero)
        slots.endedCall("a", at: .seconds(30))
        #expect(slots.busy(at: .seconds(31)) == [id])
        slots.release("a")
        #expect(slots.busy(at: .seconds(31)).isEmpty)
        slots.take("b", id)
        #expect(slots.busy(at: .seconds(31)) == [id])
        #expect(slots.busy(at: .seconds(121)).isEmpty)
    }

    @Test func `a long sync with fast pages is not slow`() {
        let id = connection()
        slots.take("a", id)
        for second in stride(from: 0, to: 600, by: 5) {
            slots.beganCall("a", at: .seconds(second))
            slots.endedCall("a", at: .seconds(second + 4))
        }
        #expect(slots.busy(at: .seconds(600)).isEmpty)
    }

    @Test func `running work is bounded however much of it hangs`() {
        var count = 0
        var now = Duration.zero
        while count < 100 {
            if !slots.isFree(at: now) { now += .seconds(8) }
            guard slots.isFree(at: now) else { break }
            slots.take("\(count)", connection())
            slots.beganCall("\(count)", at: now)
            count += 1
        }
        #expect(count == 16)
    }
}
