-- Counts one. KEYS: counter. ARGV: lifetime in s, set once.
local total = redis.call('INCR', KEYS[1])
if total == 1 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
return total
