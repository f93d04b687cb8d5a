/* Wrappers for Linux calls and constants that Swift can't import, for example because they are macros. */
#ifndef CEPOLL_H
#define CEPOLL_H

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

/* Event masks, as plain constants (EPOLLET does not fit the enumeration's signed type). */
static const uint32_t cepoll_in = EPOLLIN;
static const uint32_t cepoll_out = EPOLLOUT;
static const uint32_t cepoll_read_hang_up = EPOLLRDHUP;
static const uint32_t cepoll_hang_up = EPOLLHUP;
static const uint32_t cepoll_error = EPOLLERR;
static const uint32_t cepoll_edge = EPOLLET;

/* Creates an epoll instance that child processes do not inherit. */
static inline int cepoll_create(void) { return epoll_create1(EPOLL_CLOEXEC); }

/* Add, change or remove a descriptor. Its events contain the token. */
static inline int cepoll_add(int epoll, int descriptor, uint32_t events, uint64_t token) {
    struct epoll_event event = {.events = events, .data = {.u64 = token}};
    return epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event);
}
static inline int cepoll_modify(int epoll, int descriptor, uint32_t events, uint64_t token) {
    struct epoll_event event = {.events = events, .data = {.u64 = token}};
    return epoll_ctl(epoll, EPOLL_CTL_MOD, descriptor, &event);
}
static inline int cepoll_remove(int epoll, int descriptor) {
    struct epoll_event event = {.events = 0, .data = {.u64 = 0}};
    return epoll_ctl(epoll, EPOLL_CTL_DEL, descriptor, &event);
}

/* The token of an event. It is read in C because the structure is packed on x86-64. */
static inline uint64_t cepoll_token(const struct epoll_event *event) { return event->data.u64; }

/* Creates an eventfd that wakes an epoll instance. */
static inline int cepoll_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }
/* Wakes the epoll instance that watches the eventfd. */
static inline int cepoll_wake(int descriptor) { return eventfd_write(descriptor, 1); }

/* Accepts a connection as a non-blocking descriptor that child processes do not inherit. */
int cepoll_accept(int listener, struct sockaddr_storage *address, socklen_t *length);
/* Creates a non-blocking stream socket that child processes do not inherit. */
static inline int cepoll_stream_socket(int family) { return socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0); }
/* Sends without raising SIGPIPE and without blocking. */
static inline ssize_t cepoll_send(int descriptor, const void *bytes, size_t count) {
    return send(descriptor, bytes, count, MSG_NOSIGNAL | MSG_DONTWAIT);
}
/* Receives without blocking. */
static inline ssize_t cepoll_receive(int descriptor, void *bytes, size_t count) {
    return recv(descriptor, bytes, count, MSG_DONTWAIT);
}
static inline int cepoll_set_option(int descriptor, int level, int name, int value) {
    return setsockopt(descriptor, level, name, &value, sizeof value);
}
static const int cepoll_level_socket = SOL_SOCKET;
static const int cepoll_level_tcp = IPPROTO_TCP;

#endif
