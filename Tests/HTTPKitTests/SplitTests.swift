import HTTPKit
import Testing

struct SplitTests {
    private static let messages: [String] = [
        "\r\nGET /a?b=c HTTP/1.1\r\nHost: h:1\r\nX-A: b\r\nConnection: close\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhelloGET / HTTP/1.0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5;x=\"y\"\r\nhello\r\nA\r\n0123456789\r\n0\r\nX-T: 1\r\n\r\n"
            + "GET http://h/p HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\nX : 1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhelloX",
        "GET / HTTP/1.1\nHost: h\n\n",
    ]

    @Test(arguments: messages)
    func `the events are the same wherever the bytes are split`(message: String) {
        let whole = ParserRun(message)
        for cut in 0...message.utf8.count {
            #expect(ParserRun(message, cutAt: [cut]) == whole, "cut at \(cut)")
        }
    }

    @Test(arguments: messages)
    func `the events are the same for bytes that arrive one at a time`(message: String) {
        #expect(ParserRun(message, cutAt: Array(1..<message.utf8.count)) == ParserRun(message))
    }

    @Test(arguments: messages)
    func `the events are the same for random cuts`(message: String) {
        let whole = ParserRun(message)
        var generator = SeededGenerator(seed: 42)
        for _ in 0..<200 {
            let cuts = (0..<Int.random(in: 1...8, using: &generator)).map { _ in
                Int.random(in: 0...message.utf8.count, using: &generator)
            }
            #expect(ParserRun(message, cutAt: cuts.sorted()) == whole, "cut at \(cuts)")
        }
    }
}

/// A deterministic random number generator ([SplitMix64](https://prng.di.unimi.it/splitmix64.c)).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
