#ifndef TICKET_GATEWAY_CLIBCURL_SHIM_H
#define TICKET_GATEWAY_CLIBCURL_SHIM_H

#include <curl/curl.h>
#include <stdbool.h>

// Swift cannot call C functions with variable arguments, so each kind of argument that curl_easy_setopt,
// curl_easy_getinfo and curl_multi_setopt take has a typed function here.

static inline CURLcode tgw_set_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode tgw_set_offset(CURL *handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode tgw_set_string(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode tgw_set_pointer(CURL *handle, CURLoption option, void *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode tgw_set_list(CURL *handle, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(handle, option, value);
}

/// CURLOPT_WRITEFUNCTION, CURLOPT_HEADERFUNCTION: both hand over bytes that arrived.
typedef size_t (*tgw_receive_callback)(char *bytes, size_t size, size_t count, void *context);

static inline CURLcode tgw_set_body_callback(CURL *handle, tgw_receive_callback callback, void *context) {
    CURLcode code = curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, callback);
    return code != CURLE_OK ? code : curl_easy_setopt(handle, CURLOPT_WRITEDATA, context);
}

static inline CURLcode tgw_set_header_callback(CURL *handle, tgw_receive_callback callback, void *context) {
    CURLcode code = curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, callback);
    return code != CURLE_OK ? code : curl_easy_setopt(handle, CURLOPT_HEADERDATA, context);
}

/// CURLOPT_READFUNCTION: asks for the next bytes of the request's body.
typedef size_t (*tgw_supply_callback)(char *buffer, size_t size, size_t count, void *context);

static inline CURLcode tgw_set_upload_callback(CURL *handle, tgw_supply_callback callback, void *context) {
    CURLcode code = curl_easy_setopt(handle, CURLOPT_READFUNCTION, callback);
    return code != CURLE_OK ? code : curl_easy_setopt(handle, CURLOPT_READDATA, context);
}

/// CURLOPT_SEEKFUNCTION: asks for the request's body again from `offset`.
typedef int (*tgw_seek_callback)(void *context, curl_off_t offset, int origin);

static inline CURLcode tgw_set_seek_callback(CURL *handle, tgw_seek_callback callback, void *context) {
    CURLcode code = curl_easy_setopt(handle, CURLOPT_SEEKFUNCTION, callback);
    return code != CURLE_OK ? code : curl_easy_setopt(handle, CURLOPT_SEEKDATA, context);
}

/// CURLOPT_PREREQFUNCTION: a connection is ready, and the request is about to be written to it.
typedef int (*tgw_ready_callback)(void *context, char *remote_address, char *local_address, int remote_port, int local_port);

static inline CURLcode tgw_set_ready_callback(CURL *handle, tgw_ready_callback callback, void *context) {
    CURLcode code = curl_easy_setopt(handle, CURLOPT_PREREQFUNCTION, callback);
    return code != CURLE_OK ? code : curl_easy_setopt(handle, CURLOPT_PREREQDATA, context);
}

static inline long tgw_info_long(CURL *handle, CURLINFO info) {
    long value = 0;
    return curl_easy_getinfo(handle, info, &value) == CURLE_OK ? value : 0;
}

static inline CURLMcode tgw_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

/// A transfer that has ended, with its result.
struct tgw_finished {
    CURL *handle;
    CURLcode code;
};

/// Takes the next transfer that has ended from `multi`; false when there is none.
static inline bool tgw_multi_next_finished(CURLM *multi, struct tgw_finished *finished) {
    int remaining = 0;
    CURLMsg *message;
    while ((message = curl_multi_info_read(multi, &remaining)) != NULL) {
        if (message->msg == CURLMSG_DONE) {
            finished->handle = message->easy_handle;
            finished->code = message->data.result;
            return true;
        }
    }
    return false;
}

/// curl_multi_poll with no descriptors of the caller's own.
static inline CURLMcode tgw_multi_poll(CURLM *multi, int milliseconds) {
    return curl_multi_poll(multi, NULL, 0, milliseconds, NULL);
}

#endif
