/**
 * Whether a Host header names this machine by a loopback name, with any port. A page elsewhere whose own name was made to
 * resolve to 127.0.0.1 still sends its own name, and is refused.
 */
export function isLoopbackHost(host: string | undefined): boolean {
  return host !== undefined && /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?$/i.test(host);
}
