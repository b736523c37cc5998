#ifndef CZEROMQ_SHIM_H
#define CZEROMQ_SHIM_H

#include <pthread.h>

// The Glibc module is built without _GNU_SOURCE and hides this.
int pthread_setname_np(pthread_t thread, const char *name);

// The reactor wakes its poll through an eventfd, which the Glibc module does not export.
#include <sys/eventfd.h>
#include <zmq.h>

// zmq.h declares ZMQ_ZAP_ENFORCE_DOMAIN for draft builds only; libzmq 4.3 honours its number.
enum { CZMQ_ZAP_ENFORCE_DOMAIN = 93 };

#endif
