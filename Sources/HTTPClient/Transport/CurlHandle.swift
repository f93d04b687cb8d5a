import CLibCurl

/// An easy handle of libcurl with the buffer that it writes its messages to. Used on the transport's thread only.
final class CurlHandle {
    /// The easy handle.
    let easy: UnsafeMutableRawPointer
    private let message = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))

    /// `nil` when there is no memory.
    init?() {
        guard let easy = curl_easy_init() else {
            message.deallocate()
            return nil
        }
        self.easy = easy
        prepare()
    }

    deinit {
        curl_easy_cleanup(easy)
        message.deallocate()
    }

    /// Forgets every option of the last transfer; connections stay open, since they belong to the multi handle.
    func reset() {
        curl_easy_reset(easy)
        prepare()
    }

    private func prepare() {
        message.update(repeating: 0, count: Int(CURL_ERROR_SIZE))
        _ = tgw_set_pointer(easy, CURLOPT_ERRORBUFFER, message)
    }

    /// What libcurl says went wrong: its own message, else the code's name.
    func explanation(of code: CURLcode) -> String {
        message.pointee == 0 ? String(cString: curl_easy_strerror(code)) : String(cString: message)
    }

    /// Sets an option that takes a number.
    func set(_ option: CURLoption, _ value: Int) { _ = tgw_set_long(easy, option, value) }

    /// Sets an option that takes a text; libcurl keeps a copy.
    func set(_ option: CURLoption, _ value: String) { _ = tgw_set_string(easy, option, value) }

    /// Sets an option that takes a 64-bit length.
    func set(_ option: CURLoption, length: Int) { _ = tgw_set_offset(easy, option, curl_off_t(length)) }

    /// Sets an option that takes a list; the caller keeps it until the transfer is over.
    func set(_ option: CURLoption, _ list: CurlList) { _ = tgw_set_list(easy, option, list.head) }

    /// Reads a number about the transfer.
    func number(_ info: CURLINFO) -> Int { tgw_info_long(easy, info) }
}

/// A list of texts for libcurl, freed with the last reference.
final class CurlList {
    /// The first entry; nil when empty.
    private(set) var head: UnsafeMutablePointer<curl_slist>?

    /// Copies the entries.
    init(_ entries: [String]) {
        for entry in entries { head = curl_slist_append(head, entry) ?? head }
    }

    deinit { curl_slist_free_all(head) }
}
