-- Keeps an item until it is due and a week more; the same item again has its new time.
-- KEYS: index, item. ARGV: leaf, item, when it is due in ms since 1970, longest lifetime in s.
local left = math.ceil((ARGV[3] - milliseconds()) / 1000)
local ttl = math.min(tonumber(ARGV[4]), math.max(0, left) + 604800)
redis.call('SET', KEYS[2], ARGV[2], 'EX', ttl)
redis.call('ZADD', KEYS[1], ARGV[3], ARGV[1])
if redis.call('TTL', KEYS[1]) < ttl then redis.call('EXPIRE', KEYS[1], ttl) end
