-- Signals a lane. KEYS: stream, waiting. ARGV: ref.
signal(KEYS[1], KEYS[2], ARGV[1])
