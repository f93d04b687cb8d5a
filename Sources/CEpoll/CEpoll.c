/* accept4 requires _GNU_SOURCE, which must not be defined in the header: it renames members of system structures. */
#define _GNU_SOURCE 1
#include "CEpoll.h"

int cepoll_accept(int listener, struct sockaddr_storage *address, socklen_t *length) {
    return accept4(listener, (struct sockaddr *)address, length, SOCK_NONBLOCK | SOCK_CLOEXEC);
}
