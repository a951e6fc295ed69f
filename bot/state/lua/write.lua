-- Keeps one record. KEYS: index, record, indexed mark. ARGV: leaf, value, lifetime in ms, and
-- "1" where an existing record stays. Returns whether the conversation stands in its owner's
-- list, or -1 where a record was there already.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local ttl = tonumber(ARGV[3])
if ARGV[4] == '1' and redis.call('EXISTS', KEYS[2]) == 1 then return -1 end
redis.call('SET', KEYS[2], ARGV[2], 'PX', ttl)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
redis.call('ZADD', KEYS[1], string.format('%.0f', now + ttl), ARGV[1])
if redis.call('PTTL', KEYS[1]) < ttl then redis.call('PEXPIRE', KEYS[1], ttl) end
return redis.call('EXISTS', KEYS[3])
