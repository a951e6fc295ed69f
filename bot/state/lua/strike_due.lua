-- Drops a note once it was looked after, unless it has another time now. KEYS: due.
-- ARGV: item, the time that was found.
if redis.call('ZSCORE', KEYS[1], ARGV[1]) == ARGV[2] then redis.call('ZREM', KEYS[1], ARGV[1]) end
