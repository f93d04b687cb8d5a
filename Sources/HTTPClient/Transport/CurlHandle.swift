import CLibCurl

/// An easy handle of libcurl with its buffer for error messages. Used on the transport's thread only.
final class CurlHandle {
    let easy: UnsafeMutableRawPointer
    private let message = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))

    /// nil if out of memory.
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

    /// Resets all options. Connections stay open, because they belong to the multi handle.
    func reset() {
        curl_easy_reset(easy)
        prepare()
    }

    private func prepare() {
        message.update(repeating: 0, count: Int(CURL_ERROR_SIZE))
        _ = tgw_set_pointer(easy, CURLOPT_ERRORBUFFER, message)
    }

    /// libcurl's error message if it left one, otherwise the description of the code.
    func explanation(of code: CURLcode) -> String {
        message.pointee == 0 ? String(cString: curl_easy_strerror(code)) : String(cString: message)
    }

    /// Sets an option of type `long`.
    func set(_ option: CURLoption, _ value: Int) { _ = tgw_set_long(easy, option, value) }

    /// Sets an option of type `char *`; libcurl copies the string.
    func set(_ option: CURLoption, _ value: String) { _ = tgw_set_string(easy, option, value) }

    /// Sets an option of type `curl_off_t`.
    func set(_ option: CURLoption, length: Int) { _ = tgw_set_offset(easy, option, curl_off_t(length)) }

    /// Sets an option of type `curl_slist *`; the caller must keep the list until the transfer has ended.
    func set(_ option: CURLoption, _ list: CurlList) { _ = tgw_set_list(easy, option, list.head) }

    /// Reads a numeric property of the transfer.
    func number(_ info: CURLINFO) -> Int { tgw_info_long(easy, info) }
}

/// A `curl_slist`, freed with the last reference.
final class CurlList {
    /// The first entry; nil if the list is empty.
    private(set) var head: UnsafeMutablePointer<curl_slist>?

    /// Copies the entries.
    init(_ entries: [String]) {
        for entry in entries { head = curl_slist_append(head, entry) ?? head }
    }

    deinit { curl_slist_free_all(head) }
}
