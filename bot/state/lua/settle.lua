-- Drops a signal. KEYS: stream. ARGV: group, signal id.
settle(KEYS[1], ARGV[1], ARGV[2])
