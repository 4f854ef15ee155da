/*
 * The server: one thread a connection, so that a slow answer keeps nobody else waiting, and the calling thread, which
 * waits for the end and closes connections that take too long.
 *
 * Only this machine may ask: the socket listens on the loopback interface, a Host header must name it (else a page
 * elsewhere could ask by a name of its own that leads here), and a browser that says a request comes from another site
 * is refused.
 */
#include "explore/explore_internal.h"
#include "explore/http_library.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
    connections_at_most = 64,
    request_bytes_at_most = 32 << 10, /* its address and headers */
    body_bytes_at_most = 4 << 10,     /* which is read and not used */
    asking_at_most_s = 15,  /* from the start of a connection, or its last answer, to the end of the next request */
    sending_at_most_s = 300 /* an answer */
};

/* A connection, in a list of all. */
typedef struct connection {
    struct connection *next, **place; /* the pointer that leads here */
    int descriptor;
    time_t deadline; /* 0: while it is answered */
} connection;

typedef struct http_server {
    nsc_server server;
    nsc_http_library http;
    struct MHD_Daemon *running;
    pthread_mutex_t lock; /* guards the list and its deadlines */
    connection *connections;
} http_server;

/* One request, from its first line to the end of its answer. */
typedef struct reception {
    nsc_exchange exchange;
    nsc_error error; /* of the address */
    nsc_status status;
    bool begun;
    size_t body_bytes;
} reception;

/* ---- connections and their time ---- */

static time_t seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec;
}

static void set_deadline(http_server *self, connection *one, time_t after_s) {
    pthread_mutex_lock(&self->lock);
    one->deadline = after_s > 0 ? seconds() + after_s : 0;
    pthread_mutex_unlock(&self->lock);
}

static void remember(http_server *self, connection *one) {
    pthread_mutex_lock(&self->lock);
    one->next = self->connections;
    one->place = &self->connections;
    if (one->next != NULL)
        one->next->place = &one->next;
    self->connections = one;
    pthread_mutex_unlock(&self->lock);
}

static void forget(http_server *self, connection *one) {
    pthread_mutex_lock(&self->lock);
    *one->place = one->next;
    if (one->next != NULL)
        one->next->place = one->place;
    pthread_mutex_unlock(&self->lock);
    free(one);
}

/* Without memory for it, a connection has no deadline but that of libmicrohttpd. */
static void note_connection(void *context, struct MHD_Connection *client, void **kept,
                            enum MHD_ConnectionNotificationCode code) {
    http_server *self = context;
    connection *one = *kept;
    if (code == MHD_CONNECTION_NOTIFY_CLOSED && one != NULL)
        forget(self, one);
    if (code == MHD_CONNECTION_NOTIFY_CLOSED || nsc_allocate(&one, 1, sizeof *one, NULL) != NSC_OK)
        return;
    one->descriptor = self->http.get_connection_info(client, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
    one->deadline = seconds() + asking_at_most_s;
    remember(self, one);
    *kept = one;
}

static connection *connection_of(const http_server *self, struct MHD_Connection *client) {
    const union MHD_ConnectionInfo *info = self->http.get_connection_info(client, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info != NULL ? info->socket_context : NULL;
}

static void close_late_connections(http_server *self) {
    const time_t now = seconds();
    pthread_mutex_lock(&self->lock);
    for (connection *one = self->connections; one != NULL; one = one->next)
        if (one->deadline != 0 && one->deadline < now)
            shutdown(one->descriptor, SHUT_RDWR);
    pthread_mutex_unlock(&self->lock);
}

/* ---- sending ---- */

static const struct {
    const char *name, *value;
} headers[] = {
    {"Content-Security-Policy",
     "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri "
     "'none'; form-action 'none'; frame-ancestors 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "DENY"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Embedder-Policy", "require-corp"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
};

static void add_headers(const http_server *self, struct MHD_Response *response, const nsc_answer *answer) {
    char retry[16];
    for (size_t number = 0; number < NSC_COUNT_OF(headers); number++)
        self->http.add_response_header(response, headers[number].name, headers[number].value);
    self->http.add_response_header(response, "Content-Type", answer->type != NULL ? answer->type : "application/json");
    self->http.add_response_header(response, "Cache-Control", answer->etag != NULL ? "no-cache" : "no-store");
    if (answer->etag != NULL)
        self->http.add_response_header(response, "ETag", answer->etag);
    if (answer->allow != NULL)
        self->http.add_response_header(response, "Allow", answer->allow);
    snprintf(retry, sizeof retry, "%u", answer->retry_s);
    if (answer->retry_s > 0)
        self->http.add_response_header(response, "Retry-After", retry);
}

/* Hands the bytes of an answer on. */
static enum MHD_Result send_answer(const http_server *self, struct MHD_Connection *client, nsc_answer *answer) {
    const bool fixed = answer->fixed != NULL;
    void *bytes = fixed ? (void *)(uintptr_t)answer->fixed : answer->bytes;
    const bool empty = answer->code == NSC_HTTP_NOT_MODIFIED || bytes == NULL;
    struct MHD_Response *response = self->http.create_response_from_buffer(
        empty ? 0 : answer->size, bytes, fixed || bytes == NULL ? MHD_RESPMEM_PERSISTENT : MHD_RESPMEM_MUST_FREE);
    if (response == NULL)
        return MHD_NO;
    if (!fixed)
        answer->bytes = NULL;
    add_headers(self, response, answer);
    const enum MHD_Result sent = self->http.queue_response(client, (unsigned)answer->code, response);
    self->http.destroy_response(response);
    return sent;
}

/* ---- requests ---- */

/* The first line of a request has arrived: its address as it was sent, before libmicrohttpd decodes it. */
static void *take_address(void *context, const char *address, struct MHD_Connection *client) {
    http_server *self = context;
    reception *received;
    if (nsc_allocate(&received, 1, sizeof *received, NULL) != NSC_OK)
        return NULL;
    const union MHD_ConnectionInfo *info = self->http.get_connection_info(client, MHD_CONNECTION_INFO_CONNECTION_FD);
    received->exchange.server = &self->server;
    received->exchange.descriptor = info != NULL ? info->connect_fd : -1;
    received->status = nsc_request_parse(&received->exchange.request, address, &received->error);
    return received;
}

static void end_request(void *context, struct MHD_Connection *client, void **kept,
                        enum MHD_RequestTerminationCode code) {
    http_server *self = context;
    reception *received = *kept;
    connection *one = connection_of(self, client);
    (void)code;
    if (one != NULL)
        set_deadline(self, one, asking_at_most_s);
    if (received != NULL)
        nsc_request_release(&received->exchange.request);
    free(received);
    *kept = NULL;
}

static const char *header_of(const http_server *self, struct MHD_Connection *client, const char *name) {
    return self->http.lookup_connection_value(client, MHD_HEADER_KIND, name);
}

static bool header_is(const http_server *self, struct MHD_Connection *client, const char *name, const char *value) {
    const char *given = header_of(self, client, name);
    return given != NULL && strcasecmp(given, value) == 0;
}

/* The browser says that a page of another site asks. */
static bool is_foreign(const http_server *self, struct MHD_Connection *client) {
    static const char name[] = "Sec-Fetch-Site";
    return header_of(self, client, name) != NULL && !header_is(self, client, name, "same-origin") &&
           !header_is(self, client, name, "none");
}

/* A link to a view was followed, wherever it stands: the page is opened, and no other page sees what it says. */
static bool is_link(const http_server *self, struct MHD_Connection *client) {
    return header_is(self, client, "Sec-Fetch-Mode", "navigate") &&
           header_is(self, client, "Sec-Fetch-Dest", "document");
}

/* Who may ask, and how much. */
static nsc_status check_head(const http_server *self, struct MHD_Connection *client, nsc_answer *answer,
                             nsc_error *error) {
    const char *host = header_of(self, client, "Host");
    const char *origin = header_of(self, client, "Origin");
    const char *length = header_of(self, client, "Content-Length");
    if (host == NULL || !nsc_host_is_own(host, self->server.port))
        return nsc_answer_refuse(answer, NSC_HTTP_MISDIRECTED, error,
                                 "this server answers at http://127.0.0.1:%u/ only", self->server.port);
    if ((origin != NULL && !nsc_origin_is_own(origin, host)) || (is_foreign(self, client) && !is_link(self, client)))
        return nsc_answer_refuse(answer, NSC_HTTP_FORBIDDEN, error, "pages of other sites may not ask here");
    if (header_of(self, client, "Transfer-Encoding") != NULL ||
        (length != NULL && (strlen(length) > 6 || strtoul(length, NULL, 10) > body_bytes_at_most)))
        return nsc_answer_refuse(answer, NSC_HTTP_TOO_LARGE, error, "requests have no body here");
    return NSC_OK;
}

static enum MHD_Result refuse(const http_server *self, struct MHD_Connection *client, nsc_answer *answer,
                              nsc_status status, const nsc_error *error) {
    nsc_answer_fail(answer, status, error);
    const enum MHD_Result sent = send_answer(self, client, answer);
    nsc_answer_release(answer);
    return sent;
}

static enum MHD_Result answer_whole(http_server *self, struct MHD_Connection *client, const char *method,
                                    reception *received) {
    nsc_answer answer = {.code = NSC_HTTP_OK};
    connection *one = connection_of(self, client);
    if (one != NULL)
        set_deadline(self, one, 0);
    if (received->status == NSC_OK)
        nsc_answer_request(&received->exchange, method, &answer);
    else
        nsc_answer_fail(&answer, received->status, &received->error);
    const char *held = header_of(self, client, "If-None-Match");
    if (answer.etag != NULL && held != NULL && strstr(held, answer.etag) != NULL)
        answer.code = NSC_HTTP_NOT_MODIFIED;
    const enum MHD_Result sent = send_answer(self, client, &answer);
    if (one != NULL)
        set_deadline(self, one, sending_at_most_s);
    nsc_answer_release(&answer);
    return sent;
}

/* Called with the headers, then with each part of a body, then at the end of the request. */
static enum MHD_Result handle(void *context, struct MHD_Connection *client, const char *address, const char *method,
                              const char *version, const char *body, size_t *body_size, void **kept) {
    http_server *self = context;
    reception *received = *kept;
    nsc_answer answer = {.code = NSC_HTTP_OK};
    nsc_error error = {0};
    (void)address, (void)version, (void)body;
    if (received == NULL)
        return MHD_NO;
    if (!received->begun) {
        received->begun = true;
        const nsc_status status = check_head(self, client, &answer, &error);
        return status == NSC_OK ? MHD_YES : refuse(self, client, &answer, status, &error);
    }
    if (*body_size > 0) {
        received->body_bytes += *body_size;
        *body_size = 0;
        return received->body_bytes <= body_bytes_at_most ? MHD_YES : MHD_NO;
    }
    return answer_whole(self, client, method, received);
}

/* ---- starting and ending ---- */

/* A socket that listens on the loopback interface; the port that the system chose replaces 0. */
static nsc_status listen_at(unsigned *port, int *listening, nsc_error *error) {
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)*port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    *listening = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (*listening < 0)
        return nsc_error_set(error, NSC_FAILED, "cannot open a socket: %s", strerror(errno));
    /* A port that was left a moment ago may be taken again; one that is being listened to may not. */
    setsockopt(*listening, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int));
    if (bind(*listening, (struct sockaddr *)&address, size) == 0 && listen(*listening, connections_at_most) == 0 &&
        getsockname(*listening, (struct sockaddr *)&address, &size) == 0) {
        *port = ntohs(address.sin_port);
        return NSC_OK;
    }
    const int reason = errno;
    close(*listening);
    if (reason == EADDRINUSE)
        return nsc_error_set(error, NSC_FAILED,
                             "port %u is in use: choose another one by --port, or --port 0 for any free one", *port);
    return nsc_error_set(error, NSC_FAILED, "cannot listen at 127.0.0.1, port %u: %s", *port, strerror(reason));
}

static nsc_status start(http_server *self, int listening, nsc_error *error) {
    self->running = self->http.start_daemon(
        MHD_USE_THREAD_PER_CONNECTION | MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL | MHD_USE_ITC, 0, NULL, NULL,
        handle, self, MHD_OPTION_LISTEN_SOCKET, listening, MHD_OPTION_URI_LOG_CALLBACK, take_address, self,
        MHD_OPTION_NOTIFY_COMPLETED, end_request, self, MHD_OPTION_NOTIFY_CONNECTION, note_connection, self,
        MHD_OPTION_CONNECTION_LIMIT, (unsigned)connections_at_most, MHD_OPTION_CONNECTION_TIMEOUT,
        (unsigned)asking_at_most_s, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)request_bytes_at_most,
        MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_END);
    if (self->running != NULL)
        return NSC_OK;
    close(listening);
    return nsc_error_set(error, NSC_FAILED, "libmicrohttpd does not start a server: %s", strerror(errno));
}

/* Waits for the end, a second at a time: `before` is the mask with which a signal ends the waiting. */
static void wait_for_end(http_server *self, const sigset_t *before) {
    const struct timespec a_second = {.tv_sec = 1};
    while (nsc_control_check(self->server.control, NULL) == NSC_OK) {
        ppoll(NULL, 0, &a_second, before);
        close_late_connections(self);
    }
}

static void *warm(void *context) {
    http_server *self = context;
    nsc_map_warm(&self->server);
    return NULL;
}

static nsc_status serve(http_server *self, const nsc_explore *explore, const sigset_t *before, nsc_error *error) {
    char address[NSC_EXPLORE_ADDRESS_SIZE];
    int listening;
    pthread_t warming;
    nsc_status status = NSC_OK;
    NSC_TRY(listen_at(&self->server.port, &listening, error));
    NSC_TRY(start(self, listening, error));
    const bool warmed = pthread_create(&warming, NULL, warm, self) == 0;
    snprintf(address, sizeof address, "http://127.0.0.1:%u/", self->server.port);
    status = explore->ready(explore->context, address, error);
    if (status == NSC_OK)
        wait_for_end(self, before);
    pthread_sigmask(SIG_SETMASK, before, NULL); /* a second signal ends the program, whatever is still computed */
    self->http.stop_daemon(self->running);
    if (warmed)
        pthread_join(warming, NULL);
out:
    return status;
}

nsc_status nsc_explore_serve(const nsc_explore *explore, nsc_error *error) {
    http_server self = {.server = {.opened = explore->opened,
                                   .fitness = explore->fitness,
                                   .control = explore->control,
                                   .port = explore->port}};
    sigset_t all, before;
    nsc_status status = nsc_http_library_load(&self.http, error);
    if (status != NSC_OK)
        return status;
    /* Threads inherit the mask: signals come to this thread, and end its waiting. */
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_mutex_init(&self.lock, NULL);
    nsc_jobs_open(&self.server.jobs, explore->control);
    nsc_map_cache_open(&self.server.map);
    status = serve(&self, explore, &before, error);
    nsc_map_cache_close(&self.server.map);
    nsc_jobs_close(&self.server.jobs);
    pthread_mutex_destroy(&self.lock);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return status;
}
